package dev.meshscope.queryapi.alert.evaluate;

import static dev.meshscope.queryapi.alert.evaluate.Rules.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.meshscope.queryapi.alert.evaluate.DataStates.Lag;
import dev.meshscope.queryapi.alert.evaluate.Judge.DataState;
import dev.meshscope.storage.read.ReadException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class DataStatesTest {
  private final AtomicReference<Instant> now = new AtomicReference<>(at(0));
  private final ScriptedJudge judge = new ScriptedJudge(1);
  private final DataStates states = new DataStates(judge, now::get, EvaluationConfig.defaults());

  @Test
  void whatIsStoredIsReadyAtOnceAndAskedOnce() throws Exception {
    assertThat(states.ready(at(0))).contains(Rules.complete(at(0)));
    assertThat(states.ready(at(0))).isPresent();

    assertThat(judge.dataStates).hasValue(1);
  }

  @Test
  void whatIsNotStoredWaitsForTheTimeOfPatience() throws Exception {
    DataState late = new DataState(at(-1), 1.0);
    judge.data = _ -> late;
    assertThat(states.ready(at(0))).isEmpty();
    now.set(at(0).plusMillis(9_999));
    assertThat(states.ready(at(0))).isEmpty();

    now.set(at(10));

    assertThat(states.ready(at(0))).contains(late);
    assertThat(judge.dataStates.get()).isLessThan(3);
  }

  @Test
  void whereNoCollectorHasAStreamLittlePatienceIsEnough() throws Exception {
    judge.data = _ -> new DataState(null, null);
    assertThat(states.ready(at(0))).isEmpty();

    now.set(at(2));

    assertThat(states.ready(at(0))).isPresent();
  }

  @Test
  void patienceBeginsAnewWhenTheTablesCanBeReadAgain() throws Exception {
    failsUntil(600);

    assertThat(states.ready(at(5))).isEmpty();
    now.set(at(610));
    assertThat(states.ready(at(5))).isPresent();
  }

  @Test
  void aShortFailureLeavesPatienceAsItIs() throws Exception {
    failsUntil(9);
    assertThat(states.ready(at(0))).isEmpty();

    now.set(at(10));

    assertThat(states.ready(at(0))).isPresent();
  }

  @Test
  void patienceLastsAsLongAsWhatWasAwayIsBeingStored() throws Exception {
    failsUntil(600);
    assertThat(states.ready(at(5))).isEmpty();

    storedThrough(60, 609);
    assertThat(states.ready(at(65))).isEmpty();
    storedThrough(120, 618);
    assertThat(states.ready(at(125))).isEmpty();
    now.set(at(628));
    assertThat(states.ready(at(130))).as("it does not get on").isPresent();
  }

  @Test
  void whoNeverCatchesUpIsNotWaitedForForEver() throws Exception {
    failsUntil(600); // stored is what was a second before the start
    assertThat(states.ready(at(5))).isEmpty();

    storedThrough(5, 1_201);
    assertThat(states.ready(at(10))).isPresent();
  }

  private void storedThrough(long seconds, long nowSeconds) throws Exception {
    judge.data = _ -> new DataState(at(seconds), 1.0);
    now.set(at(nowSeconds));
    assertThat(states.ready(at(seconds))).isPresent();
  }

  @Test
  void whatIsStoredIsFinalWhoeverIsSilent() throws Exception {
    judge.data = Rules::silent;
    assertThat(states.ready(at(0))).contains(Rules.silent(at(0)));

    now.set(at(5));

    assertThat(states.ready(at(0))).contains(Rules.silent(at(0)));
    assertThat(judge.dataStates).hasValue(1);
  }

  @Test
  void lagIsFromWhatIsStoredToNow() {
    judge.stored = _ -> at(-7);
    assertThat(states.lag()).contains(new Lag(Duration.ofSeconds(7), true));
    judge.stored = _ -> null;
    assertThat(states.lag()).as("asked once").contains(new Lag(Duration.ofSeconds(7), true));

    now.set(at(1));

    assertThat(states.lag()).isEmpty();
  }

  @Test
  void lagGrowsWhileTheTablesCannotBeRead() {
    judge.stored = _ -> at(-7);
    assertThat(states.lag()).isPresent();
    judge.isAway = true;
    now.set(at(600));
    assertThat(states.lag()).contains(new Lag(Duration.ofSeconds(607), false));
  }

  @Test
  void lagOfWhatWasNeverReadIsSinceItWasAskedFor() {
    judge.isAway = true;
    assertThat(states.lag()).contains(new Lag(Duration.ZERO, false));

    now.set(at(60));

    assertThat(states.lag()).contains(new Lag(Duration.ofSeconds(60), false));
  }

  /** After it, too little is stored. */
  private void failsUntil(long seconds) throws Exception {
    assertThat(states.ready(at(-5))).isPresent();
    judge.isAway = true;
    assertThatThrownBy(() -> states.ready(at(0))).isInstanceOf(ReadException.class);
    now.set(at(seconds));
    judge.isAway = false;
    judge.data = _ -> new DataState(at(-1), 1.0);
    await().until(() -> isAsked(at(0))); // a failure is not tried again at once
  }

  private boolean isAsked(Instant tick) {
    try {
      var _ = states.ready(tick);
      return true;
    } catch (ReadException e) {
      return false;
    }
  }
}

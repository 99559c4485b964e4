package dev.meshscope.collector.receive.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.collector.normalize.Normalized.Skipped;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SpanGateTest {
  private static final SpanConfig CONFIG =
      new SpanConfig(true, Duration.ofSeconds(60), Duration.ofHours(1), 3);

  private final AtomicLong now = new AtomicLong(1_000_000_000);
  private final AtomicBoolean isInformed = new AtomicBoolean(true);
  private final HeardNodes heard = new HeardNodes(CONFIG, this::instant);
  private final SpanGate gate = new SpanGate(CONFIG, heard, isInformed::get, this::instant);

  @Test
  void letsSpansThroughWhenNoLogsCameForAWhile() {
    assertThat(gate.verdict("a")).isEqualTo(Skipped.UNSETTLED);
    pass(Duration.ofSeconds(59));
    assertThat(gate.verdict("a")).isEqualTo(Skipped.UNSETTLED);
    pass(Duration.ofSeconds(1));
    assertThat(gate.verdict("a")).isNull();
    assertThat(gate.verdict("b")).as("another node").isEqualTo(Skipped.UNSETTLED);
  }

  @Test
  void letsNoneThroughWhileLogsAreHeard() {
    gate.verdict("a");
    pass(Duration.ofMinutes(5));
    assertThat(gate.verdict("a")).isNull();
    heard.heard("a", now.get() - 5);
    assertThat(gate.verdict("a")).isEqualTo(Skipped.LOGGED);
    pass(Duration.ofMinutes(59));
    assertThat(gate.verdict("a")).isEqualTo(Skipped.LOGGED);
    pass(Duration.ofMinutes(1));
    assertThat(gate.verdict("a"))
        .as("seen for the first time in an hour")
        .isEqualTo(Skipped.UNSETTLED);
    pass(Duration.ofMinutes(1));
    assertThat(gate.verdict("a")).isNull();
  }

  @Test
  void beginsAnewAfterALongPause() {
    gate.verdict("a");
    pass(Duration.ofMinutes(2));
    assertThat(gate.verdict("a")).isNull();
    pass(Duration.ofMinutes(59));
    assertThat(gate.verdict("a")).isNull();
    pass(Duration.ofMinutes(60));
    assertThat(gate.verdict("a")).isEqualTo(Skipped.UNSETTLED);
  }

  @Test
  void letsNoneThroughBeforeItKnowsWhatOthersHear() {
    isInformed.set(false);
    assertThat(gate.verdict("a")).isEqualTo(Skipped.UNSETTLED);
    pass(Duration.ofMinutes(2));
    assertThat(gate.verdict("a")).isEqualTo(Skipped.UNSETTLED);
    isInformed.set(true);
    assertThat(gate.verdict("a")).as("it settles from here on").isEqualTo(Skipped.UNSETTLED);
    pass(Duration.ofMinutes(1));
    assertThat(gate.verdict("a")).isNull();
  }

  @Test
  void forgetsNobodyInFavorOfOthersUnlessTheyAreGone() {
    for (String node : new String[] {"a", "b", "c", "d"}) {
      gate.verdict(node);
    }
    pass(Duration.ofMinutes(30));
    assertThat(gate.verdict("a")).isNull();
    assertThat(gate.verdict("d")).as("no room for it").isEqualTo(Skipped.UNSETTLED);
    pass(Duration.ofMinutes(30));
    assertThat(gate.verdict("d")).as("b is gone").isEqualTo(Skipped.UNSETTLED);
    pass(Duration.ofMinutes(1));
    assertThat(gate.verdict("d")).isNull();
    assertThat(gate.verdict("a")).isNull();
  }

  @Test
  void trustsNobodyWhenTooManyAreHeard() {
    for (String node : new String[] {"a", "b", "c", "d"}) {
      heard.heard(node, now.get());
    }
    assertThat(heard.sign("a")).isEqualTo(HeardNodes.Sign.UNKNOWN);
    assertThat(heard.sign("d")).isEqualTo(HeardNodes.Sign.HEARD);
    gate.verdict("x");
    pass(Duration.ofMinutes(30));
    assertThat(gate.verdict("x")).isEqualTo(Skipped.UNSETTLED);
    pass(Duration.ofMinutes(30));
    gate.verdict("x");
    pass(Duration.ofMinutes(1));
    assertThat(gate.verdict("x")).isNull();
  }

  private void pass(Duration time) {
    now.addAndGet(time.toMillis());
  }

  private java.time.Instant instant() {
    return java.time.Instant.ofEpochMilli(now.get());
  }
}

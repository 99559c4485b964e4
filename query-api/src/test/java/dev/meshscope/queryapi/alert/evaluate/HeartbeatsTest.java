package dev.meshscope.queryapi.alert.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class HeartbeatsTest {
  private double answered;
  private double slowestMillis = Double.NaN;
  private final Heartbeats heartbeats = new Heartbeats(() -> answered, () -> slowestMillis, 0);

  @Test
  void anAnswerShowsWhenItsHeartbeatWasSentAtTheLatest() {
    look(1_000);
    answer(30);
    look(1_200);

    assertThat(look(1_400)).isEqualTo(nanos(1_000 - 30 - 1));
    assertThat(look(9_000)).isEqualTo(nanos(1_000 - 30 - 1));
  }

  @Test
  void anAnswerCountsWhenAPollHasNotTakenItBack() {
    look(1_000);
    answer(30);

    assertThat(look(1_200)).isZero();
  }

  @Test
  void anAnswerAfterALongSleepIsOld() {
    look(10_000);
    answer(2);
    look(10_200);
    answer(20_000);
    look(30_200);

    assertThat(look(30_400)).isEqualTo(nanos(10_000 - 2 - 1));
  }

  @Test
  void withoutAnswersNothingIsHeard() {
    look(1_000);
    slowestMillis = 5;
    look(1_200);

    assertThat(look(9_000)).isZero();
  }

  @Test
  void anAnswerOfWhichTheTimeIsForgottenShowsNothing() {
    look(1_000);
    answer(Double.NaN);
    look(60_000);

    assertThat(look(60_200)).isZero();
  }

  @Test
  void aSessionBeginsWithJoining() {
    look(1_000);

    assertThat(heartbeats.joined()).isEqualTo(nanos(1_000));
    assertThat(look(1_200)).isEqualTo(nanos(1_000));
    answer(500);
    look(1_400);
    assertThat(look(1_600)).isEqualTo(nanos(1_000));
  }

  private void answer(double millis) {
    answered++;
    slowestMillis = millis;
  }

  private long look(long millis) {
    return heartbeats.look(nanos(millis));
  }

  private static long nanos(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}

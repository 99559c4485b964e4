package dev.meshscope.queryapi.alert.evaluate;

import static dev.meshscope.queryapi.alert.evaluate.Rules.at;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class TicksTest {
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Duration HOUR = Duration.ofHours(1);

  @Test
  void beginsWithTheTickBeforeNow() {
    Instant beginning = Ticks.beginning(INTERVAL, at(7));

    assertThat(Ticks.after(beginning, INTERVAL, at(7), HOUR)).isEqualTo(new Ticks.Next(at(5), 0));
  }

  @Test
  void goesOnWithTheNextMultiple() {
    assertThat(Ticks.after(at(5), INTERVAL, at(7), HOUR)).isEqualTo(new Ticks.Next(at(10), 0));
    assertThat(Ticks.after(at(5), INTERVAL, at(60), HOUR)).isEqualTo(new Ticks.Next(at(10), 0));
    assertThat(Ticks.after(at(7), INTERVAL, at(60), HOUR)).isEqualTo(new Ticks.Next(at(10), 0));
  }

  @Test
  void whatIsTooLongAgoIsSkipped() {
    Ticks.Next next = Ticks.after(at(0), INTERVAL, at(1000), Duration.ofSeconds(60));

    assertThat(next).isEqualTo(new Ticks.Next(at(940), 187));
  }

  @Test
  void theLatestIsNeverTooLongAgo() {
    Duration day = Duration.ofDays(1);
    Instant midnight = Instant.parse("2026-02-01T00:00:00Z");

    assertThat(Ticks.after(midnight.minus(day), day, midnight.plus(HOUR.multipliedBy(5)), HOUR))
        .isEqualTo(new Ticks.Next(midnight, 0));
  }

  @Test
  void aClockThatGoesBackEvaluatesNothingTwice() {
    assertThat(Ticks.after(at(500), INTERVAL, at(0), HOUR).at()).isEqualTo(at(505));
  }

  @Test
  void catchingUpEndsInTheLatestTickWithFewEvaluations() {
    Instant last = at(0);
    Instant now = at(86_403);
    long skipped = 0;
    long evaluated = 0;
    for (Ticks.Next next = after(last, now); !next.at().isAfter(now); next = after(last, now)) {
      assertThat(next.at()).isAfter(last);
      assertThat(next.at().toEpochMilli() % INTERVAL.toMillis()).isZero();
      skipped += next.skipped();
      evaluated++;
      last = next.at();
    }

    assertThat(last).isEqualTo(at(86_400));
    assertThat(skipped + evaluated).isEqualTo(86_400 / 5);
    assertThat(evaluated).isLessThan(700);
  }

  private static Ticks.Next after(Instant last, Instant now) {
    return Ticks.after(last, INTERVAL, now, Duration.ofDays(1));
  }
}

package dev.meshscope.benchmarks.whole;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.meshscope.benchmarks.measure.Samples;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FreshnessTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Freshness freshness = new Freshness(START);

  @Test
  void countsEachArrivalAtTheFirstAnswerThatHoldsIt() {
    freshness.add(START.plusMillis(500), START.plusMillis(100));
    freshness.add(START.plusMillis(1000), START.plusMillis(800));

    Samples seconds = freshness.seconds();
    assertThat(seconds.values()).hasSize(80);
    // The first 10 arrivals waited for 0.5 s at most, the next 70 for 0.9 s.
    assertThat(seconds.max()).isCloseTo(0.9, within(1e-9));
    assertThat(seconds.values().getFirst()).isCloseTo(0.5, within(1e-9));
    assertThat(seconds.values().getLast()).isCloseTo(0.21, within(1e-9));
  }

  @Test
  void learnsNothingFromAnAnswerThatIsNoFresher() {
    freshness.add(START.plusMillis(500), START.plusMillis(100));
    freshness.add(START.plusMillis(900), START.plusMillis(100));
    freshness.add(START.plusMillis(950), START.minusMillis(100));

    assertThat(freshness.seconds().values()).hasSize(10);
  }
}

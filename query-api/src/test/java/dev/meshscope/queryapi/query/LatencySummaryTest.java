package dev.meshscope.queryapi.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.Counts;
import dev.meshscope.model.LatencyBuckets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatencySummaryTest {
  @Test
  void isAbsentWithoutSamples() {
    assertThat(LatencySummary.of(new Counts())).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    // samples, then the ranks of p50, p90, p95 and p99: the quantile's share, rounded up
    "1, 1, 1, 1, 1",
    "2, 1, 2, 2, 2",
    "10, 5, 9, 10, 10",
    "20, 10, 18, 19, 20",
    "100, 50, 90, 95, 99",
    "101, 51, 91, 96, 100"
  })
  void takesTheSampleOfTheNearestRank(int samples, int p50, int p90, int p95, int p99) {
    Counts buckets = new Counts();
    for (int rank = 1; rank <= samples; rank++) {
      buckets.add(rank, 1);
    }
    LatencySummary summary = Objects.requireNonNull(LatencySummary.of(buckets));
    assertThat(summary.count()).isEqualTo(samples);
    assertThat(summary.relativeError()).isEqualTo(LatencyBuckets.RELATIVE_ERROR);
    assertThat(summary.p50Millis()).isEqualTo(LatencyBuckets.millis(p50));
    assertThat(summary.p90Millis()).isEqualTo(LatencyBuckets.millis(p90));
    assertThat(summary.p95Millis()).isEqualTo(LatencyBuckets.millis(p95));
    assertThat(summary.p99Millis()).isEqualTo(LatencyBuckets.millis(p99));
  }
}

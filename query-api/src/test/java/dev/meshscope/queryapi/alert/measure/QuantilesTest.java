package dev.meshscope.queryapi.alert.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.Counts;
import dev.meshscope.model.LatencyBuckets;
import org.junit.jupiter.api.Test;

/** Quantiles by nearest rank. */
final class QuantilesTest {
  @Test
  void thereIsNoneWithoutSamples() {
    assertThat(Quantiles.millis(new Counts(), 0.5)).isNull();
  }

  @Test
  void rankIsOfTheQuantileAsItIsWritten() {
    Counts counts = new Counts();
    counts.add(100, 7);
    counts.add(200, 93);
    // In binary 0.07 · 100 is above 7.
    assertThat(Quantiles.millis(counts, 0.07)).isEqualTo(LatencyBuckets.millis(100));
    assertThat(Quantiles.millis(counts, 0.0701)).isEqualTo(LatencyBuckets.millis(200));
    assertThat(Quantiles.millis(counts, 0.9999)).isEqualTo(LatencyBuckets.millis(200));
  }
}

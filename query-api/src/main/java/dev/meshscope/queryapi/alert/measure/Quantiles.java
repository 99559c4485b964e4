package dev.meshscope.queryapi.alert.measure;

import dev.meshscope.model.Counts;
import dev.meshscope.model.LatencyBuckets;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Quantiles of durations by nearest rank. */
final class Quantiles {
  private Quantiles() {}

  /**
   * The bucket of the ⌈q·n⌉-th smallest sample, in milliseconds; null without samples.
   *
   * @param buckets durations by {@link LatencyBuckets}
   * @param quantile between 0 and 1, both excluded; meant as it is written, in decimals
   */
  static @Nullable Double millis(Counts buckets, double quantile) {
    long count = buckets.total();
    if (count == 0) {
      return null;
    }
    long rank =
        BigDecimal.valueOf(quantile)
            .multiply(BigDecimal.valueOf(count))
            .setScale(0, RoundingMode.CEILING)
            .longValueExact();
    return LatencyBuckets.millisOfRank(buckets, rank);
  }
}

package dev.meshscope.queryapi.query;

import dev.meshscope.model.Counts;
import dev.meshscope.model.LatencyBuckets;
import org.jspecify.annotations.Nullable;

/**
 * Quantiles of the durations of requests, successes and failures together, by nearest rank.
 *
 * @param count requests with a duration
 * @param relativeError bound of each quantile's error
 * @param p50Millis median
 * @param p90Millis 90th percentile
 * @param p95Millis 95th percentile
 * @param p99Millis 99th percentile
 */
public record LatencySummary(
    long count,
    double relativeError,
    double p50Millis,
    double p90Millis,
    double p95Millis,
    double p99Millis) {
  private static final int PERCENT = 100;

  /** The summary of some buckets; null without samples. */
  static @Nullable LatencySummary of(Counts buckets) {
    long count = buckets.total();
    if (count == 0) {
      return null;
    }
    return new LatencySummary(
        count,
        LatencyBuckets.RELATIVE_ERROR,
        quantile(buckets, count, 50),
        quantile(buckets, count, 90),
        quantile(buckets, count, 95),
        quantile(buckets, count, 99));
  }

  /** Nearest rank: the bucket of the ⌈q·n⌉-th smallest sample. */
  private static double quantile(Counts buckets, long count, int percent) {
    long rank = Math.ceilDiv(Math.multiplyExact(count, percent), PERCENT);
    return LatencyBuckets.millisOfRank(buckets, rank);
  }
}

package dev.meshscope.testkit.simulate;

import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What was reported under some keys.
 *
 * @param requests reports of sources: requests; reports of destinations: attempts that arrived
 * @param attempts Σ max(1, attempt count) over the reports of sources
 * @param codes requests by response code, 0 = none was sent
 * @param durations how often each duration was reported, by nanoseconds
 */
public record TrafficTotals(
    long requests,
    long attempts,
    NavigableMap<Integer, Long> codes,
    NavigableMap<Long, Long> durations) {
  public TrafficTotals {
    codes = Collections.unmodifiableNavigableMap(new TreeMap<>(codes));
    durations = Collections.unmodifiableNavigableMap(new TreeMap<>(durations));
  }

  /** Requests of one response code. */
  public long withCode(int code) {
    return codes.getOrDefault(code, 0L);
  }

  /**
   * The exact quantile by nearest rank, in nanoseconds.
   *
   * @param quantile above 0, at most 1
   * @throws IllegalStateException when there is no duration
   */
  public long quantileNanos(double quantile) {
    long count = durations.values().stream().mapToLong(Long::longValue).sum();
    long rank = (long) Math.ceil(quantile * count);
    long seen = 0;
    for (var duration : durations.entrySet()) {
      seen += duration.getValue();
      if (seen >= rank) {
        return duration.getKey();
      }
    }
    throw new IllegalStateException("no duration was recorded");
  }
}

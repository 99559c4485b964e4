package dev.meshscope.testkit.simulate;

import dev.meshscope.model.Reporter;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What the simulated proxies reported, exactly. Written by the thread that runs the simulation;
 * read it when that has returned.
 */
public final class GroundTruth {
  private final Map<TrafficKey, Series> byKey = new LinkedHashMap<>();
  private final int durationsMax;
  private int durations;

  /**
   * @param durationsMax how many durations are kept; later ones are left out, see {@link
   *     #hasAllDurations}
   */
  GroundTruth(int durationsMax) {
    this.durationsMax = durationsMax;
  }

  /** Adds a report, which was sent that often. */
  void add(TrafficKey key, Report report, long times) {
    Series series = byKey.computeIfAbsent(key, ignored -> new Series());
    series.requests += times;
    if (key.reporter() == Reporter.SOURCE) {
      series.attempts += Math.max(1, report.attempts()) * times;
    }
    series.codes.merge(report.code(), times, Long::sum);
    durations++;
    if (durations <= durationsMax) {
      series.addDuration(report.durationNanos(), times);
    }
  }

  /** All keys that anything was reported under. */
  public Set<TrafficKey> keys() {
    return Set.copyOf(byKey.keySet());
  }

  /** Whether the quantiles are exact: no duration was left out. */
  public boolean hasAllDurations() {
    return durations <= durationsMax;
  }

  /** The sum over some keys. */
  public TrafficTotals totals(Predicate<TrafficKey> which) {
    long requests = 0;
    long attempts = 0;
    NavigableMap<Integer, Long> codes = new TreeMap<>();
    NavigableMap<Long, Long> nanos = new TreeMap<>();
    for (Map.Entry<TrafficKey, Series> entry : byKey.entrySet()) {
      if (which.test(entry.getKey())) {
        Series series = entry.getValue();
        requests += series.requests;
        attempts += series.attempts;
        series.codes.forEach((code, count) -> codes.merge(code, count, Long::sum));
        series.addDurationsTo(nanos);
      }
    }
    return new TrafficTotals(requests, attempts, codes, nanos);
  }

  /**
   * What counts of one report.
   *
   * @param code response code, 0 = none was sent
   * @param attempts attempt count as reported, 0 = none
   * @param durationNanos nanoseconds
   */
  record Report(int code, int attempts, long durationNanos) {}

  private static final class Series {
    private static final int INITIAL_DURATIONS = 16;

    private final Map<Integer, Long> codes = new HashMap<>();
    private long requests;
    private long attempts;
    private long[] nanos = new long[INITIAL_DURATIONS];
    private long[] times = new long[INITIAL_DURATIONS];
    private int size;

    void addDuration(long durationNanos, long count) {
      if (size == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * size);
        times = Arrays.copyOf(times, 2 * size);
      }
      nanos[size] = durationNanos;
      times[size++] = count;
    }

    void addDurationsTo(Map<Long, Long> all) {
      for (int i = 0; i < size; i++) {
        all.merge(nanos[i], times[i], Long::sum);
      }
    }
  }
}

package dev.meshscope.queryapi.query;

import dev.meshscope.storage.read.Resolution;
import dev.meshscope.storage.read.TimeRange;
import dev.meshscope.storage.schema.RetentionConfig;
import java.time.Duration;
import java.time.Instant;

/**
 * Chooses the windows that answer a range: the finest that reach back far enough and are not too
 * many.
 */
public final class Resolutions {
  private final RangeLimits limits;
  private final RetentionConfig retention;

  /**
   * @param limits how long ranges may be
   * @param retention how far back there are windows
   */
  public Resolutions(RangeLimits limits, RetentionConfig retention) {
    this.limits = limits;
    this.retention = retention;
  }

  /** The range in whole windows: {@code from} rounded down, {@code to} up. */
  public TimeRange range(Instant from, Instant to, Instant now) {
    Resolution resolution = resolution(from, to, now);
    return new TimeRange(resolution.roundDown(from), resolution.roundUp(to), resolution);
  }

  /** The range in the finest windows that reach back far enough, however many they are. */
  public TimeRange finest(Instant from, Instant to, Instant now) {
    Duration age = Duration.between(from, now);
    Resolution resolution =
        fits(age, retention.edges10s())
            ? Resolution.TEN_SECONDS
            : fits(age, retention.edges1m()) ? Resolution.ONE_MINUTE : Resolution.ONE_HOUR;
    return new TimeRange(resolution.roundDown(from), resolution.roundUp(to), resolution);
  }

  private Resolution resolution(Instant from, Instant to, Instant now) {
    Duration length = Duration.between(from, to);
    Duration age = Duration.between(from, now);
    if (fits(length, limits.tenSecondsLongest()) && fits(age, retention.edges10s())) {
      return Resolution.TEN_SECONDS;
    }
    if (fits(length, limits.oneMinuteLongest()) && fits(age, retention.edges1m())) {
      return Resolution.ONE_MINUTE;
    }
    return Resolution.ONE_HOUR;
  }

  private static boolean fits(Duration wanted, Duration most) {
    return wanted.compareTo(most) <= 0;
  }
}

package dev.meshscope.queryapi.query;

import dev.meshscope.runtime.config.Check;
import java.time.Duration;

/**
 * How long ranges may be, and which windows answer them.
 *
 * @param longest the longest range at all
 * @param tenSecondsLongest the longest range that is answered from 10 s windows
 * @param oneMinuteLongest the longest range that is answered from 1 min windows
 * @param pointsMax points of a time series
 */
public record RangeLimits(
    Duration longest, Duration tenSecondsLongest, Duration oneMinuteLongest, int pointsMax) {
  private static final Duration LEAST = Duration.ofMinutes(1);
  private static final Duration MOST = Duration.ofDays(4_000);
  private static final int POINTS_MOST = 100_000;

  public RangeLimits {
    Check.inRange("longest", longest, LEAST, MOST);
    Check.inRange("tenSecondsLongest", tenSecondsLongest, Duration.ZERO, MOST);
    Check.inRange("oneMinuteLongest", oneMinuteLongest, Duration.ZERO, MOST);
    Check.inRange("pointsMax", pointsMax, 1, POINTS_MOST);
  }

  /** Up to 2160, 10 080 and 9600 windows. */
  public static RangeLimits defaults() {
    return new RangeLimits(Duration.ofDays(400), Duration.ofHours(6), Duration.ofDays(7), 11_000);
  }
}

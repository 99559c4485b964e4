package dev.meshscope.queryapi.query;

import dev.meshscope.runtime.config.Check;
import dev.meshscope.storage.read.Resolution;
import java.time.Duration;
import java.time.Instant;

/**
 * How long ranges may be, and which windows answer them.
 *
 * @param longest the longest range at all
 * @param tenSecondsLongest the longest range that is answered from 10 s windows
 * @param tenSecondsRetention how far back there are 10 s windows
 * @param oneMinuteLongest the longest range that is answered from 1 min windows
 * @param oneMinuteRetention how far back there are 1 min windows
 * @param pointsMax points of a time series
 */
public record RangeLimits(
    Duration longest,
    Duration tenSecondsLongest,
    Duration tenSecondsRetention,
    Duration oneMinuteLongest,
    Duration oneMinuteRetention,
    int pointsMax) {
  private static final Duration LEAST = Duration.ofMinutes(1);
  private static final Duration MOST = Duration.ofDays(4_000);
  private static final int POINTS_MOST = 100_000;

  public RangeLimits {
    Check.inRange("longest", longest, LEAST, MOST);
    Check.inRange("tenSecondsLongest", tenSecondsLongest, Duration.ZERO, MOST);
    Check.inRange("tenSecondsRetention", tenSecondsRetention, Duration.ZERO, MOST);
    Check.inRange("oneMinuteLongest", oneMinuteLongest, Duration.ZERO, MOST);
    Check.inRange("oneMinuteRetention", oneMinuteRetention, Duration.ZERO, MOST);
    Check.inRange("pointsMax", pointsMax, 1, POINTS_MOST);
  }

  /** Fits the retention of the tables: 2, 30 and 400 days. */
  public static RangeLimits defaults() {
    return new RangeLimits(
        Duration.ofDays(400),
        Duration.ofHours(6),
        Duration.ofDays(2),
        Duration.ofDays(7),
        Duration.ofDays(30),
        11_000);
  }

  /** The finest windows that reach back far enough and are not too many. */
  public Resolution resolution(Instant from, Instant to, Instant now) {
    Duration length = Duration.between(from, to);
    Duration age = Duration.between(from, now);
    if (fits(length, tenSecondsLongest) && fits(age, tenSecondsRetention)) {
      return Resolution.TEN_SECONDS;
    }
    if (fits(length, oneMinuteLongest) && fits(age, oneMinuteRetention)) {
      return Resolution.ONE_MINUTE;
    }
    return Resolution.ONE_HOUR;
  }

  private static boolean fits(Duration wanted, Duration most) {
    return wanted.compareTo(most) <= 0;
  }
}

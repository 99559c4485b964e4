package dev.meshscope.queryapi.query;

import dev.meshscope.storage.read.TimeRange;
import java.time.Duration;
import java.util.List;

/** Lengths of the points of a time series. */
public final class Steps {
  /** As many points as a chart of usual width can show. */
  private static final int POINTS = 120;

  private static final List<Duration> USUAL =
      List.of(
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(15),
          Duration.ofHours(1),
          Duration.ofHours(6),
          Duration.ofDays(1));

  private Steps() {}

  /** The shortest usual step that gives at most 120 points, else a longer one. */
  public static Duration usual(TimeRange range) {
    Duration length = Duration.between(range.from(), range.to());
    return USUAL.stream()
        .filter(step -> isWhole(step, range) && points(length, step) <= POINTS)
        .findFirst()
        .orElse(USUAL.getLast().multipliedBy(points(length, USUAL.getLast().multipliedBy(POINTS))));
  }

  /** Whether the step is a multiple of the range's windows. */
  public static boolean isWhole(Duration step, TimeRange range) {
    return step.toSeconds() % range.resolution().length().toSeconds() == 0;
  }

  /** How many points there are in a range of that length; the last may be shorter. */
  public static long points(Duration length, Duration step) {
    return Math.ceilDiv(length.toSeconds(), step.toSeconds());
  }

  /** In the largest unit that says it exactly. */
  static String text(Duration step) {
    long seconds = step.toSeconds();
    if (seconds % Duration.ofDays(1).toSeconds() == 0) {
      return step.toDays() + "d";
    }
    if (seconds % Duration.ofHours(1).toSeconds() == 0) {
      return step.toHours() + "h";
    }
    if (seconds % Duration.ofMinutes(1).toSeconds() == 0) {
      return step.toMinutes() + "m";
    }
    return seconds + "s";
  }
}

package dev.meshscope.runtime.config;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** The written form of durations: a whole number and one unit, {@code 200ms}, {@code 10s}, 2d. */
final class Durations {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,12}) ?(us|ms|s|m|h|d)");

  private record Unit(String name, Duration length) {}

  private static final List<Unit> UNITS =
      List.of(
          new Unit("d", Duration.ofDays(1)),
          new Unit("h", Duration.ofHours(1)),
          new Unit("m", Duration.ofMinutes(1)),
          new Unit("s", Duration.ofSeconds(1)),
          new Unit("ms", Duration.ofMillis(1)),
          new Unit("us", Duration.ofNanos(1000)));

  private Durations() {}

  static Duration parse(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    var match = TEXT.matcher(text);
    if (!match.matches()) {
      throw new IllegalArgumentException("must be a duration such as 200ms, 10s, 5m, 1h or 2d");
    }
    long count = Long.parseLong(match.group(1));
    return UNITS.stream()
        .filter(unit -> unit.name().equals(match.group(2)))
        .findFirst()
        .orElseThrow()
        .length()
        .multipliedBy(count);
  }

  /** In the largest unit that says it exactly; {@code 0} for none. */
  static String render(Duration duration) {
    if (duration.isZero()) {
      return "0";
    }
    return UNITS.stream()
        .filter(
            unit -> unit.length().multipliedBy(duration.dividedBy(unit.length())).equals(duration))
        .findFirst()
        .map(unit -> duration.dividedBy(unit.length()) + unit.name())
        .orElseGet(duration::toString);
  }
}

package dev.meshscope.queryapi.alert.rule;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Prometheus writes them: {@code 5m}, {@code 1h30m}, {@code 10s}, {@code 500ms}. */
final class DurationText {
  private static final Pattern TEXT =
      Pattern.compile(
          "(?:(\\d{1,9})y)?(?:(\\d{1,9})w)?(?:(\\d{1,9})d)?(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?"
              + "(?:(\\d{1,9})s)?(?:(\\d{1,12})ms)?");

  private static final int DAYS_OF_YEAR = 365;
  private static final int DAYS_OF_WEEK = 7;

  private record Unit(String name, Duration length) {}

  private static final List<Unit> UNITS =
      List.of(
          new Unit("y", Duration.ofDays(DAYS_OF_YEAR)),
          new Unit("w", Duration.ofDays(DAYS_OF_WEEK)),
          new Unit("d", Duration.ofDays(1)),
          new Unit("h", Duration.ofHours(1)),
          new Unit("m", Duration.ofMinutes(1)),
          new Unit("s", Duration.ofSeconds(1)),
          new Unit("ms", Duration.ofMillis(1)));

  /** Years and weeks are read, but days are what people reckon with. */
  private static final List<Unit> WRITTEN = UNITS.subList(2, UNITS.size());

  private DurationText() {}

  /** Empty where the text is no duration. */
  static Optional<Duration> parse(String text) {
    if (text.equals("0")) {
      return Optional.of(Duration.ZERO);
    }
    Matcher matcher = TEXT.matcher(text);
    if (text.isEmpty() || !matcher.matches()) {
      return Optional.empty();
    }
    Duration sum = Duration.ZERO;
    for (int i = 0; i < UNITS.size(); i++) {
      String count = matcher.group(i + 1);
      if (count != null) {
        sum = sum.plus(UNITS.get(i).length().multipliedBy(Long.parseLong(count)));
      }
    }
    return Optional.of(sum);
  }

  /** To the millisecond, the largest units first; {@code 0s} for none. */
  static String of(Duration duration) {
    StringBuilder text = new StringBuilder();
    Duration rest = duration;
    for (Unit unit : WRITTEN) {
      long count = rest.dividedBy(unit.length());
      if (count > 0) {
        text.append(count).append(unit.name());
        rest = rest.minus(unit.length().multipliedBy(count));
      }
    }
    return text.isEmpty() ? "0s" : text.toString();
  }
}

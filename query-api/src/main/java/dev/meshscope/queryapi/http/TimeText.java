package dev.meshscope.queryapi.http;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The written forms of times and lengths of time. */
public final class TimeText {
  /** What is allowed as a time, for messages. */
  public static final String TIMES =
      "must be now, now-<n>s, now-<n>m, now-<n>h, now-<n>d, now-<n>w"
          + " or RFC 3339 such as 2026-01-31T12:00:00Z";

  /** The same in a URL. */
  static final String TIMES_IN_URL = TIMES + " (a + in it is written %2B)";

  /** What is allowed as a length, for messages. */
  static final String LENGTHS = "must be <n>s, <n>m, <n>h, <n>d or <n>w with n from 1";

  private static final Pattern LENGTH = Pattern.compile("([1-9]\\d{0,8})([smhdw])");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1),
          "w", Duration.ofDays(7));
  private static final String NOW = "now";

  /** The bounds of what a table's window can be, an unsigned number of 32 bits. */
  private static final Instant LAST = Instant.ofEpochSecond(0xFFFF_0000L);

  private TimeText() {}

  /**
   * The time; empty for what is none, or lies outside of what can be stored.
   *
   * @param now what {@code now} means
   */
  public static Optional<Instant> time(String text, Instant now) {
    return parse(text, now).filter(time -> !time.isBefore(Instant.EPOCH) && !time.isAfter(LAST));
  }

  /** The length; empty for what is none. */
  static Optional<Duration> length(String text) {
    Matcher matcher = LENGTH.matcher(text);
    return matcher.matches()
        ? Optional.ofNullable(UNITS.get(matcher.group(2)))
            .map(unit -> unit.multipliedBy(Long.parseLong(matcher.group(1))))
        : Optional.empty();
  }

  private static Optional<Instant> parse(String text, Instant now) {
    if (text.equals(NOW)) {
      return Optional.of(now);
    }
    if (text.startsWith(NOW + "-")) {
      return length(text.substring(NOW.length() + 1)).map(now::minus);
    }
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty(); // the caller says what is allowed
    }
  }
}

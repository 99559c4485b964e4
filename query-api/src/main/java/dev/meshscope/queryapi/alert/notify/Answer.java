package dev.meshscope.queryapi.alert.notify;

import dev.meshscope.queryapi.alert.notify.Verdict.Failure;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/**
 * What came back.
 *
 * @param status of HTTP
 * @param retryAfter the header of that name; empty without one
 * @param text the beginning of the body
 */
record Answer(int status, String retryAfter, String text) {
  /** Longer, and an alert would be old news. */
  static final Duration RETRY_AFTER_MAX = Duration.ofMinutes(5);

  private static final int REQUEST_TIMEOUT = 408;
  private static final int GONE = 410;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int BAD_GATEWAY = 502;
  private static final int GATEWAY_TIMEOUT = 504;
  private static final int QUOTED_MAX = 200;

  /** What it means to everybody but for details. */
  Verdict verdict(Instant now) {
    if (status >= 200 && status < 300) {
      return new Verdict.Taken(status);
    }
    if (status == GONE) {
      return new Verdict.Never(status, Failure.GONE, "gone for good (410); off until the restart");
    }
    boolean isTooBusy =
        status == TOO_MANY_REQUESTS || (status >= BAD_GATEWAY && status <= GATEWAY_TIMEOUT);
    if (isTooBusy || status == REQUEST_TIMEOUT || status < 400 || status >= 500) {
      Duration wait = isTooBusy ? wait(now) : Duration.ZERO;
      return new Verdict.Later(status, Failure.ANSWER, said(), wait);
    }
    return new Verdict.Never(status, Failure.ANSWER, said());
  }

  private String said() {
    if (status < 400) {
      return "answered " + status + "; redirects are not followed";
    }
    String line = text.strip().replaceAll("\\p{Cntrl}+", " ");
    return "answered " + status + (line.isEmpty() ? "" : ": " + Bodies.clip(line, QUOTED_MAX));
  }

  private Duration wait(Instant now) {
    Duration asked = asked(now);
    if (asked.isNegative()) {
      return Duration.ZERO;
    }
    return asked.compareTo(RETRY_AFTER_MAX) > 0 ? RETRY_AFTER_MAX : asked;
  }

  private Duration asked(Instant now) {
    String value = retryAfter.strip();
    if (value.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(value));
    }
    try {
      ZonedDateTime until = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
      return Duration.between(now, until.toInstant());
    } catch (DateTimeException e) {
      return Duration.ZERO; // neither seconds nor a date: as if it were not there
    }
  }
}

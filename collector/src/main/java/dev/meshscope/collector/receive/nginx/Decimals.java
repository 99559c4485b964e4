package dev.meshscope.collector.receive.nginx;

import java.util.concurrent.TimeUnit;

/** Numbers and times as nginx writes them. Negative is what cannot be read. */
final class Decimals {
  static final long UNREADABLE = -1;

  private static final int DIGITS_MAX = 15;
  private static final int SECONDS_DIGITS_MAX = 10;
  private static final int FRACTION_DIGITS = 9;
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  /** The last second whose nanoseconds fit: the year 2262. */
  private static final long SECONDS_MAX = Long.MAX_VALUE / NANOS_PER_SECOND - 1;

  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";
  private static final int MONTH_LETTERS = 3;
  private static final int LOCAL_TIME_LENGTH = 26;
  private static final int ISO_TIME_LENGTH = 25;

  private Decimals() {}

  static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** A number without sign, of at most 15 digits. */
  static long number(byte[] bytes, int from, int to) {
    if (to <= from || to - from > DIGITS_MAX) {
      return UNREADABLE;
    }
    long number = 0;
    for (int at = from; at < to; at++) {
      if (!isDigit(bytes[at])) {
        return UNREADABLE;
      }
      number = number * 10 + (bytes[at] - '0');
    }
    return number;
  }

  /** Nanoseconds of {@code seconds.fraction}. */
  static long nanos(byte[] bytes, int from, int to) {
    int dot = from;
    while (dot < to && bytes[dot] != '.') {
      dot++;
    }
    long seconds = dot - from > SECONDS_DIGITS_MAX ? UNREADABLE : number(bytes, from, dot);
    if (seconds < 0 || seconds > SECONDS_MAX) {
      return UNREADABLE;
    }
    if (dot == to) {
      return seconds * NANOS_PER_SECOND;
    }
    int digits = to - dot - 1;
    long fraction = digits > FRACTION_DIGITS ? UNREADABLE : number(bytes, dot + 1, to);
    if (fraction < 0) {
      return UNREADABLE;
    }
    for (int i = digits; i < FRACTION_DIGITS; i++) {
      fraction *= 10;
    }
    return seconds * NANOS_PER_SECOND + fraction;
  }

  /** Nanoseconds since the epoch of {@code 25/Nov/2026:13:55:35 +0000}. */
  static long localTime(byte[] bytes, int from, int to) {
    if (to - from != LOCAL_TIME_LENGTH) {
      return UNREADABLE;
    }
    long day = number(bytes, from, from + 2);
    long month = month(bytes, from + 3);
    long year = number(bytes, from + 7, from + 11);
    long seconds = clock(bytes, from + 12);
    return sinceEpoch(date(year, month, day), seconds, offset(bytes, from + 21, from + 24));
  }

  /** Nanoseconds since the epoch of {@code 2026-11-25T13:55:35+00:00}. */
  static long isoTime(byte[] bytes, int from, int to) {
    if (to - from != ISO_TIME_LENGTH) {
      return UNREADABLE;
    }
    long year = number(bytes, from, from + 4);
    long month = number(bytes, from + 5, from + 7);
    long day = number(bytes, from + 8, from + 10);
    long seconds = clock(bytes, from + 11);
    return sinceEpoch(date(year, month, day), seconds, offset(bytes, from + 19, from + 23));
  }

  private static long sinceEpoch(long days, long seconds, long offsetSeconds) {
    if (days < 0 || seconds < 0 || offsetSeconds == Long.MIN_VALUE) {
      return UNREADABLE;
    }
    long since = TimeUnit.DAYS.toSeconds(days) + seconds - offsetSeconds;
    return since < 0 || since > SECONDS_MAX ? UNREADABLE : since * NANOS_PER_SECOND;
  }

  private static long month(byte[] bytes, int from) {
    for (int month = 0; month * MONTH_LETTERS < MONTHS.length(); month++) {
      boolean isIt = true;
      for (int i = 0; i < MONTH_LETTERS; i++) {
        isIt &= bytes[from + i] == MONTHS.charAt(month * MONTH_LETTERS + i);
      }
      if (isIt) {
        return month + 1L;
      }
    }
    return UNREADABLE;
  }

  /** Seconds of {@code hh:mm:ss}. */
  private static long clock(byte[] bytes, int from) {
    long hours = number(bytes, from, from + 2);
    long minutes = number(bytes, from + 3, from + 5);
    long seconds = number(bytes, from + 6, from + 8);
    return hours < 0 || minutes < 0 || seconds < 0
        ? UNREADABLE
        : TimeUnit.HOURS.toSeconds(hours) + TimeUnit.MINUTES.toSeconds(minutes) + seconds;
  }

  /** Seconds of a sign with hours, and minutes elsewhere; the least number if unreadable. */
  private static long offset(byte[] bytes, int hoursAt, int minutesAt) {
    long hours = number(bytes, hoursAt + 1, hoursAt + 3);
    long minutes = number(bytes, minutesAt, minutesAt + 2);
    byte sign = bytes[hoursAt];
    if (hours < 0 || minutes < 0 || (sign != '+' && sign != '-')) {
      return Long.MIN_VALUE;
    }
    long seconds = TimeUnit.HOURS.toSeconds(hours) + TimeUnit.MINUTES.toSeconds(minutes);
    return sign == '-' ? -seconds : seconds;
  }

  /** Days since the epoch of a date of the Gregorian calendar, from 1970 on. */
  private static long date(long year, long month, long day) {
    boolean isDate = year >= 1970 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
    if (!isDate) {
      return UNREADABLE;
    }
    long shifted = month > 2 ? year : year - 1; // a year that ends with February
    long monthsSinceMarch = (month + 9) % 12;
    long daysOfYear = (153 * monthsSinceMarch + 2) / 5 + day - 1;
    return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + daysOfYear - 719_468;
  }
}

package dev.meshscope.runtime.config;

import java.time.Duration;
import java.util.Collection;

/**
 * Checks for compact constructors of configuration records. Each message starts with the name of
 * the component, says what is allowed and what was given; the loader puts the full key before it.
 */
public final class Check {
  private Check() {}

  /** Refuses a number outside [least, most]. */
  public static void inRange(String name, long value, long least, long most) {
    require(value >= least && value <= most, name, between(least, most, value));
  }

  /** Refuses a number outside [least, most], and NaN. */
  public static void inRange(String name, double value, double least, double most) {
    require(value >= least && value <= most, name, between(least, most, value));
  }

  /** Refuses a duration outside [least, most]. */
  public static void inRange(String name, Duration value, Duration least, Duration most) {
    require(
        value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
        name,
        between(Durations.render(least), Durations.render(most), Durations.render(value)));
  }

  /** Refuses a size outside [least, most]. */
  public static void inRange(String name, DataSize value, DataSize least, DataSize most) {
    require(
        value.compareTo(least) >= 0 && value.compareTo(most) <= 0,
        name,
        between(least, most, value));
  }

  /** Refuses what is no TCP or UDP port; 0 means any free one. */
  public static void port(String name, int value) {
    inRange(name, value, 0, 65_535);
  }

  /** Refuses an empty text and one of spaces. */
  public static void notBlank(String name, String value) {
    require(!value.isBlank(), name, "must not be empty");
  }

  /** Refuses an empty list or set. */
  public static void notEmpty(String name, Collection<?> values) {
    require(!values.isEmpty(), name, "must name at least one");
  }

  /** Refuses whatever does not hold; the message says what must, e.g. "must be a power of two". */
  public static void require(boolean holds, String name, String message) {
    if (!holds) {
      throw new IllegalArgumentException(name + " " + message);
    }
  }

  private static String between(Object least, Object most, Object value) {
    return "must be between " + least + " and " + most + ", is " + value;
  }
}

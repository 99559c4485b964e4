package dev.meshscope.queryapi.alert.rule;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.SortedMap;

/**
 * A promise about the part of requests that are good.
 *
 * @param name unique, {@code [a-z0-9-]+}
 * @param text what people are told
 * @param selector which traffic; {@code each} is always {@code NOTHING}
 * @param indicator which of it is bad
 * @param target part of requests that shall be good, above 0 and below 1
 * @param window the time that the target holds for, 1 h–92 d
 */
public record Objective(
    String name,
    Text text,
    Selector selector,
    Indicator indicator,
    double target,
    Duration window) {
  public Objective {
    requireNonNull(name);
    requireNonNull(text);
    requireNonNull(selector);
    requireNonNull(indicator);
    requireNonNull(window);
  }

  /** The part of requests that may be bad, above 0 and below 1. */
  public double errorBudget() {
    return 1 - target;
  }

  /**
   * What people are told.
   *
   * @param displayName may be the name
   * @param description may be empty
   * @param labels go to its alerts
   * @param file where it is written
   */
  public record Text(
      String displayName, String description, SortedMap<String, String> labels, String file) {}
}

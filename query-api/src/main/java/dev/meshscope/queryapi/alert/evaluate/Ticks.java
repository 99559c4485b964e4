package dev.meshscope.queryapi.alert.evaluate;

import java.time.Duration;
import java.time.Instant;

/**
 * Which times a group is evaluated for: the multiples of its interval, one after the other. Who is
 * more than {@value #BEHIND_MAX} of them behind takes only every n-th, so that catching up ends
 * even where one evaluation takes longer than the interval; n becomes smaller on the way.
 */
final class Ticks {
  private static final int BEHIND_MAX = 100;

  private Ticks() {}

  /**
   * The tick to come.
   *
   * @param at may lie ahead
   * @param skipped ticks before it that are never evaluated
   */
  record Next(Instant at, long skipped) {}

  /** Where a group begins that never was evaluated: its first tick is the latest one. */
  static Instant beginning(Duration interval, Instant now) {
    long millis = interval.toMillis();
    return Instant.ofEpochMilli((Math.floorDiv(now.toEpochMilli(), millis) - 1) * millis);
  }

  /** The last tick that is not ahead. */
  static Instant latest(Duration interval, Instant now) {
    long millis = interval.toMillis();
    return Instant.ofEpochMilli(Math.floorDiv(now.toEpochMilli(), millis) * millis);
  }

  /**
   * The tick after the last one.
   *
   * @param catchUpMax what is longer ago is skipped, except the latest
   */
  static Next after(Instant last, Duration interval, Instant now, Duration catchUpMax) {
    long millis = interval.toMillis();
    long latest = Math.floorDiv(now.toEpochMilli(), millis);
    long next = Math.floorDiv(last.toEpochMilli(), millis) + 1;
    if (next >= latest) {
      return new Next(Instant.ofEpochMilli(next * millis), 0);
    }
    long oldest = Math.ceilDiv(now.minus(catchUpMax).toEpochMilli(), millis);
    long from = Math.max(next, Math.min(oldest, latest));
    long every = Math.max(1, Math.ceilDiv(latest - from, BEHIND_MAX));
    long chosen = Math.min(latest, Math.ceilDiv(from, every) * every);
    return new Next(Instant.ofEpochMilli(chosen * millis), chosen - next);
  }
}

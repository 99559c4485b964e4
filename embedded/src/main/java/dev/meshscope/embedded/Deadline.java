package dev.meshscope.embedded;

import java.time.Duration;

/** The end of a bounded wait, on the monotonic clock. */
record Deadline(long endNanos) {

  static Deadline in(Duration timeout) {
    return new Deadline(System.nanoTime() + timeout.toNanos());
  }

  static void requirePositive(String name, Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException(name + " must be above zero, not " + timeout);
    }
  }

  long remainingNanos() {
    return Math.max(0, endNanos - System.nanoTime());
  }

  boolean isPast() {
    return remainingNanos() == 0;
  }
}

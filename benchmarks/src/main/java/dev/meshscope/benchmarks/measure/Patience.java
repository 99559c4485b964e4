package dev.meshscope.benchmarks.measure;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for conditions, with a limit. */
public final class Patience {
  private Patience() {}

  /**
   * Returns when the condition holds.
   *
   * @param what completes "waited in vain until ..."
   * @param limit how long at most
   * @param pause between two looks
   * @throws IllegalStateException when the time is up
   */
  public static void await(String what, Duration limit, Duration pause, Callable<Boolean> condition)
      throws Exception {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() - deadline >= 0) {
        throw new IllegalStateException("waited %s in vain until %s".formatted(limit, what));
      }
      LockSupport.parkNanos(pause.toNanos());
    }
  }
}

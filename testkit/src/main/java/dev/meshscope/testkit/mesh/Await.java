package dev.meshscope.testkit.mesh;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a condition with a deadline. */
final class Await {
  private static final long POLL_MILLIS = 50;

  private Await() {}

  /**
   * @param what named in the error, as in "waited 30 s for …"
   * @throws MeshException if the condition did not come true in time
   */
  static void until(String what, Duration limit, BooleanSupplier condition) {
    until(() -> what, limit, condition);
  }

  /** The same with a text that is made when the time is over. */
  static void until(Supplier<String> what, Duration limit, BooleanSupplier condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new MeshException("waited " + limit.toSeconds() + " s for " + what.get());
      }
      pause(POLL_MILLIS);
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new MeshException("interrupted while waiting", e);
    }
  }
}

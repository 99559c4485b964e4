package dev.meshscope.queryapi.alert.evaluate;

import java.time.Duration;

/** The end of threads. */
final class Threads {
  private Threads() {}

  /** Waits for its end; then it is interrupted. */
  static void join(Thread thread, long millis) {
    try {
      if (millis > 0 && thread.join(Duration.ofMillis(millis))) {
        return;
      }
      thread.interrupt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

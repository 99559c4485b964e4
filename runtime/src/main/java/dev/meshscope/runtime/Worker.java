package dev.meshscope.runtime;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A virtual thread whose failure is not overlooked: nothing runs half-dead. Its part says {@link
 * Health#dead} for as long as there is a {@link #death}.
 */
public final class Worker {
  private static final Logger log = LoggerFactory.getLogger(Worker.class);

  private final Thread thread;
  private volatile @Nullable Throwable death;

  private Worker(String name, Runnable work) {
    thread = Thread.ofVirtual().name(name).unstarted(() -> run(name, work));
  }

  /**
   * Begins to work.
   *
   * @param name for logs
   * @param work returns when it is done; whatever it throws is its death
   */
  public static Worker start(String name, Runnable work) {
    Worker worker = new Worker(name, work);
    worker.thread.start();
    return worker;
  }

  /** What it died of; empty while it works, and when it was done. */
  public Optional<Throwable> death() {
    return Optional.ofNullable(death);
  }

  /**
   * Waits for its end; then it is interrupted.
   *
   * @param max how long; nothing and less is no time at all
   */
  public void end(Duration max) {
    try {
      if (max.isPositive() && thread.join(max)) {
        return;
      }
      thread.interrupt();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(String name, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | Error e) {
      death = e;
      log.atError().addKeyValue("thread", name).setCause(e).log("a thread has died");
    }
  }
}

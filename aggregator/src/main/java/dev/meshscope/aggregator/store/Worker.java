package dev.meshscope.aggregator.store;

import dev.meshscope.runtime.Health;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that should never end before it is told to, and says why it did. */
final class Worker {
  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  private final String name;
  private final Thread thread;
  private volatile boolean isStopping;
  private volatile @Nullable Health dead;

  /** What a worker does. */
  @FunctionalInterface
  interface Body {
    void run() throws Exception;
  }

  Worker(String name, Body body) {
    this.name = name;
    thread = Thread.ofVirtual().name(name).unstarted(() -> run(body));
  }

  void start() {
    thread.start();
  }

  /** What the supplier says, unless the worker died. */
  Health health(Supplier<Health> alive) {
    Health found = dead;
    return found == null ? alive.get() : found;
  }

  /** However it ends from now on, it was meant to. */
  void stopping() {
    isStopping = true;
  }

  void interrupt() {
    thread.interrupt();
  }

  /** Waits until it has ended, if it was started; an interrupt of the caller is passed on. */
  void join() {
    try {
      if (thread.getState() != Thread.State.NEW) {
        thread.join();
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private void run(Body body) {
    try {
      body.run();
    } catch (Throwable e) { // whatever it is, the process must not go on without this worker
      if (!isStopping) {
        dead = Health.dead(e.toString());
        LOG.atError().addKeyValue("worker", name).setCause(e).log("worker died");
      }
    }
  }
}

package dev.meshscope.embedded.clickhouse;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The right to run a statement, given to as many as there are slots. Statements run on platform
 * threads: a call into the library would hold the carrier of a virtual thread, and there are only
 * as many carriers as cores.
 */
final class QuerySlots {

  private final int slots;
  private final Duration queueTimeout;
  private final Semaphore free;
  private final ExecutorService threads;

  QuerySlots(int slots, Duration queueTimeout) {
    this.slots = slots;
    this.queueTimeout = queueTimeout;
    free = new Semaphore(slots, true);
    threads =
        Executors.newFixedThreadPool(
            slots, Thread.ofPlatform().name("statement-", 0).daemon().factory());
  }

  /** A statement, from its connection to the last byte of its answer. */
  interface Statement {
    void run() throws EngineException, IOException;
  }

  /** Waits for a slot, then for the statement. */
  void run(Statement statement) throws EngineException, IOException, InterruptedException {
    if (!free.tryAcquire(queueTimeout.toNanos(), TimeUnit.NANOSECONDS)) {
      throw busy("Too many simultaneous queries. Maximum: " + slots).exception();
    }
    try {
      Future<?> done =
          threads.submit(() -> {
            statement.run();
            return null;
          });
      done.get();
    } catch (ExecutionException e) {
      rethrow(Objects.requireNonNullElse(e.getCause(), e));
    } finally {
      free.release();
    }
  }

  static EngineError busy(String why) {
    return EngineError.of(
        EngineError.TOO_MANY_SIMULTANEOUS_QUERIES, "TOO_MANY_SIMULTANEOUS_QUERIES", why);
  }

  private static void rethrow(Throwable cause) throws EngineException, IOException {
    switch (cause) {
      case EngineException e -> throw e;
      case IOException e -> throw e;
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(cause);
    }
  }

  /** Lets no further statement begin; true when the running ones ended in time. */
  boolean drain(Duration timeout) throws InterruptedException {
    boolean isIdle = free.tryAcquire(slots, timeout.toNanos(), TimeUnit.NANOSECONDS);
    threads.shutdown();
    return isIdle;
  }
}

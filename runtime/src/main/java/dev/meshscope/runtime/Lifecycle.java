package dev.meshscope.runtime;

import java.net.BindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the parts of a process in the order they were added, watches them, and closes them in
 * reverse, each with a deadline. One stop for every reason: a signal, a dead part, or a call.
 */
public final class Lifecycle implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Lifecycle.class);

  /**
   * How long things may take.
   *
   * @param start for one part to start
   * @param close for one part to close, and half of it for one that is still starting to end that
   * @param closeAll for all parts together; what is left then is abandoned
   * @param watch between two looks for dead parts
   */
  public record Deadlines(Duration start, Duration close, Duration closeAll, Duration watch) {
    /** Fits a process manager that kills after 30 s. */
    public static Deadlines defaults() {
      return new Deadlines(
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          Duration.ofSeconds(25),
          Duration.ofMillis(500));
    }
  }

  private final String process;
  private final Deadlines deadlines;
  private final List<Part> parts = new CopyOnWriteArrayList<>();
  private final List<Part> begun = new CopyOnWriteArrayList<>();
  private final AtomicBoolean isStarted = new AtomicBoolean();
  private final AtomicBoolean isUp = new AtomicBoolean();
  private final AtomicBoolean isClosing = new AtomicBoolean();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Held to begin a part, and to say that none begins any more. */
  private final ReentrantLock beginning = new ReentrantLock();

  private volatile @Nullable Deadline starting;

  /** Done when the process should stop: empty for a wish, a sentence for a failure. */
  private final CompletableFuture<Optional<String>> stop = new CompletableFuture<>();

  public Lifecycle(String process, Deadlines deadlines) {
    this.process = process;
    this.deadlines = deadlines;
  }

  /** Adds a part behind those before it, and returns it. Only before {@link #start}. */
  public <P extends Part> P add(P part) {
    if (isStarted.get()) {
      throw new IllegalStateException("part " + part.name() + " was added after the start");
    }
    parts.add(part);
    return part;
  }

  /**
   * Starts all parts in order. If one fails, those before it are closed again. A stop that is
   * wished meanwhile is no failure: the rest is left out.
   *
   * @throws StartException that names the part that failed
   */
  public void start() throws StartException, InterruptedException {
    isStarted.set(true);
    for (Part part : parts) {
      Optional<Deadline> begin = begin(part);
      if (begin.isEmpty()) {
        return;
      }
      try {
        await(part, begin.get());
      } catch (CancellationException e) {
        return;
      } catch (StartException e) {
        if (isClosing.get()) {
          log.atDebug().setCause(e).log("failed to start what is stopped anyway");
          return;
        }
        close();
        throw e;
      } catch (InterruptedException e) {
        close();
        throw e;
      }
    }
    isUp.set(true);
    Thread.ofVirtual().name("lifecycle-watch").start(this::watch);
    log.atInfo().addKeyValue("process", process).log("started");
  }

  /** How every part is, in order; a part whose check fails is dead. While closing none is ready. */
  public List<PartHealth> check() {
    var healths = new ArrayList<PartHealth>();
    for (Part part : parts) {
      var health = begun.contains(part) ? check(part) : Health.notReady("not started");
      healths.add(new PartHealth(part.name(), health));
    }
    if (!isUp.get() || isClosing.get()) {
      String detail = isClosing.get() ? "stopping" : "starting";
      healths.addFirst(new PartHealth("lifecycle", Health.notReady(detail)));
    }
    return healths;
  }

  /** Asks for a clean stop; returns at once. */
  public void requestStop() {
    stop.complete(Optional.empty());
  }

  /** Asks for a stop because the process cannot go on; returns at once. */
  public void fail(String reason) {
    stop.complete(Optional.of(reason));
  }

  /** Whether it stops, or has stopped, because a part failed. */
  public boolean hasFailed() {
    return stop.isDone() && stop.getNow(Optional.empty()).isPresent();
  }

  /**
   * Waits for the wish or the need to stop, then closes everything.
   *
   * @return what failed; empty after a wished stop
   */
  public Optional<String> awaitStop() throws InterruptedException {
    try {
      Optional<String> failure = stop.get();
      failure.ifPresent(reason ->
          log.atError()
              .addKeyValue("process", process)
              .addKeyValue("reason", reason)
              .log("cannot go on, stopping"));
      return failure;
    } catch (ExecutionException e) {
      throw new IllegalStateException("nothing completes the stop exceptionally", e);
    } finally {
      close();
    }
  }

  /** Closes what was started, in reverse. Later callers wait for the first one to finish. */
  @Override
  public void close() {
    requestStop();
    if (!isFirstToClose()) {
      awaitClosed();
      return;
    }
    long deadline = System.nanoTime() + deadlines.closeAll().toNanos();
    Deadline current = starting;
    if (current != null) {
      current.cancelAfter(deadlines.close().toNanos() / 2);
    }
    for (Part part : begun.reversed()) {
      close(part, Math.min(deadlines.close().toNanos(), deadline - System.nanoTime()));
    }
    log.atInfo().addKeyValue("process", process).log("stopped");
    closed.countDown();
  }

  /** Begins to start a part; empty when it is too late for that. */
  private Optional<Deadline> begin(Part part) {
    beginning.lock();
    try {
      if (isClosing.get()) {
        return Optional.empty();
      }
      begun.add(part);
      var worker = new Deadline("start-" + part.name(), part::start);
      starting = worker;
      return Optional.of(worker);
    } finally {
      beginning.unlock();
    }
  }

  private boolean isFirstToClose() {
    beginning.lock();
    try {
      return isClosing.compareAndSet(false, true);
    } finally {
      beginning.unlock();
    }
  }

  private void await(Part part, Deadline worker) throws StartException, InterruptedException {
    long from = System.nanoTime();
    try {
      worker.await(deadlines.start().toNanos());
    } catch (TimeoutException e) {
      throw new StartException(
          "%s: part %s did not start within %s; see the log for what it waits for"
              .formatted(process, part.name(), deadlines.start()),
          e);
    } catch (ExecutionException e) {
      throw new StartException(
          "%s: part %s could not start: %s".formatted(process, part.name(), advice(e.getCause())),
          e.getCause());
    }
    log.atDebug()
        .addKeyValue("part", part.name())
        .addKeyValue("millis", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from))
        .log("part started");
  }

  private void close(Part part, long nanos) {
    var worker = new Deadline("close-" + part.name(), part::close);
    try {
      worker.await(Math.max(0, nanos));
    } catch (TimeoutException e) {
      log.atWarn().addKeyValue("part", part.name()).log("part did not close in time, left behind");
    } catch (ExecutionException e) {
      log.atError()
          .addKeyValue("part", part.name())
          .setCause(e.getCause())
          .log("part failed to close");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch() {
    try {
      while (!stop.isDone()) {
        for (PartHealth one : check()) {
          if (!one.health().isAlive()) {
            fail("part " + one.part() + " is dead: " + one.health().detail());
          }
        }
        closed.await(deadlines.watch().toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitClosed() {
    try {
      // The first caller is bounded by closeAll; a little more covers its own bookkeeping.
      closed.await(deadlines.closeAll().toMillis() + 1000, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Health check(Part part) {
    try {
      return part.check();
    } catch (RuntimeException e) {
      return Health.dead("its check failed: " + e);
    }
  }

  private static String advice(@Nullable Throwable cause) {
    String message =
        cause == null || cause.getMessage() == null ? String.valueOf(cause) : cause.getMessage();
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof BindException || saysThatThePortIsTaken(t)) {
        return message + "; stop what holds the port or configure another one";
      }
    }
    return message;
  }

  /** Servers with sockets of their own tell it in the words of the operating system only. */
  private static boolean saysThatThePortIsTaken(Throwable t) {
    return t.getMessage() != null && t.getMessage().contains("Address already in use");
  }
}

package dev.meshscope.benchmarks.whole;

import dev.meshscope.storage.read.ReadException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Asks how fresh the tables are while something else is done. */
final class FreshnessWatch {
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final Duration DRAIN_LIMIT = Duration.ofMinutes(1);

  /**
   * What arrives at the very end is not looked at: it is vouched for by the next batch of its lane,
   * which nothing fills any more.
   */
  private static final Duration TAIL = Duration.ofSeconds(1);

  private final Progress progress;

  FreshnessWatch(Progress progress) {
    this.progress = progress;
  }

  /**
   * What was done, and how fresh the tables were meanwhile.
   *
   * @param done what the work gave
   * @param freshness of what arrived meanwhile
   * @param questions how often it was asked
   * @param drain from the end of the work until the tables held all that had arrived
   */
  record Watched<T>(T done, Freshness freshness, int questions, Duration drain) {}

  /**
   * Watches until the work is done and everything that arrived meanwhile is in the tables.
   *
   * @throws IllegalStateException when that takes longer than a minute
   */
  <T> Watched<T> during(Callable<T> work) throws Exception {
    Freshness freshness = new Freshness(Instant.now());
    AtomicReference<@Nullable Instant> end = new AtomicReference<>();
    try (ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> watching = thread.submit(() -> watch(freshness, end));
      try {
        T done = work.call();
        Instant ended = Instant.now();
        end.set(ended);
        int questions = watching.get();
        return new Watched<>(done, freshness, questions, Duration.between(ended, Instant.now()));
      } finally {
        watching.cancel(true); // if it still runs the work has failed
      }
    }
  }

  /** How many questions it took. */
  private int watch(Freshness freshness, AtomicReference<@Nullable Instant> end)
      throws ReadException {
    for (int questions = 1; ; questions++) {
      Instant ended = end.get();
      Optional<Instant> through = progress.freshThrough();
      Instant answered = Instant.now();
      if (through.isPresent()) {
        Instant last = ended == null ? answered : ended.minus(TAIL);
        freshness.add(answered, through.get().isBefore(last) ? through.get() : last);
      }
      if (ended != null && through.isPresent() && through.get().isAfter(ended)) {
        return questions;
      }
      if (ended != null && answered.isAfter(ended.plus(DRAIN_LIMIT))) {
        throw new IllegalStateException(
            "%s after the end the tables hold everything until %s only, the end was at %s"
                .formatted(DRAIN_LIMIT, through, ended));
      }
      LockSupport.parkNanos(INTERVAL.toNanos());
    }
  }
}

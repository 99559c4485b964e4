package dev.meshscope.queryapi.alert.evaluate;

import dev.meshscope.queryapi.alert.evaluate.Judge.DataState;
import dev.meshscope.storage.read.ReadException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What is missing of a tick: asked at most twice a second, however many groups wait for it. A tick
 * that was found complete stays so.
 */
final class DataStates {
  private static final long REUSE_NANOS = 500_000_000;
  private static final int TICKS_MAX = 64;

  private final Judge judge;
  private final InstantSource clock;
  private final EvaluationConfig config;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Instant, Answer> answers =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Instant, Answer> eldest) {
          return size() > TICKS_MAX;
        }
      };
  private @Nullable Failure failure;
  private @Nullable Instant awaySince;
  private @Nullable Instant readableSince;
  private Instant catchesUpUntil = Instant.MIN;
  private @Nullable Instant stored;

  DataStates(Judge judge, InstantSource clock, EvaluationConfig config) {
    this.judge = judge;
    this.clock = clock;
    this.config = config;
  }

  /**
   * What a tick may be evaluated with; empty while it is worth while to wait for more. How long
   * that is counts from the tick, or from when the tables could be read again after it, if they
   * could not for as long: then what collected meanwhile is just being stored. While that gets on,
   * patience begins anew, but for no longer than what is stored lay behind.
   *
   * @throws ReadException when the tables cannot be read
   */
  Optional<DataState> ready(Instant tick) throws ReadException {
    lock.lock();
    try {
      DataState state = at(tick);
      Instant fresh = state.freshThrough();
      if (fresh != null && !fresh.isBefore(tick)) {
        return Optional.of(state);
      }
      Duration wait = fresh == null ? config.settle() : config.patience();
      Instant since = readableSince != null && readableSince.isAfter(tick) ? readableSince : tick;
      boolean isOver = !clock.instant().isBefore(since.plus(wait));
      return isOver ? Optional.of(state) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private DataState at(Instant tick) throws ReadException {
    long nanos = System.nanoTime();
    Failure failed = failure;
    if (failed != null && nanos - failed.nanos() < REUSE_NANOS) {
      throw failed.cause();
    }
    Answer known = answers.get(tick);
    if (known != null && (known.isFinal(tick) || nanos - known.nanos() < REUSE_NANOS)) {
      return known.state();
    }
    try {
      DataState state = judge.dataState(tick, clock.instant());
      answers.put(tick, new Answer(state, System.nanoTime()));
      failure = null;
      readAgain(state.freshThrough());
      return state;
    } catch (ReadException e) {
      failure = new Failure(e, System.nanoTime());
      awaySince = awaySince == null ? clock.instant() : awaySince;
      throw e;
    }
  }

  /** Short failures leave patience as it is, or it might never end. */
  private void readAgain(@Nullable Instant fresh) {
    Instant now = clock.instant();
    boolean wasLong = awaySince != null && !now.isBefore(awaySince.plus(config.patience()));
    if (readableSince == null || wasLong) {
      readableSince = now;
      catchesUpUntil = fresh == null ? now : now.plus(Duration.between(fresh, now));
    } else if (now.isBefore(catchesUpUntil) && getsOn(fresh)) {
      readableSince = now;
    }
    stored = fresh;
    awaySince = null;
  }

  private boolean getsOn(@Nullable Instant fresh) {
    return fresh != null && (stored == null || fresh.isAfter(stored));
  }

  private record Answer(DataState state, long nanos) {
    boolean isFinal(Instant tick) {
      return state.isComplete(tick);
    }
  }

  private record Failure(ReadException cause, long nanos) {}
}

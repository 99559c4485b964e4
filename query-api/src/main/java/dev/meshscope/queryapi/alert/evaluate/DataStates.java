package dev.meshscope.queryapi.alert.evaluate;

import static java.util.Objects.requireNonNull;

import dev.meshscope.queryapi.alert.evaluate.Judge.DataState;
import dev.meshscope.storage.read.ReadException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is missing of a tick, and of the present: asked at most twice a second, however many groups
 * wait for it. A tick of which everything was stored stays so.
 */
final class DataStates {
  private static final long REUSE_NANOS = 500_000_000;
  private static final Duration REUSE = Duration.ofNanos(REUSE_NANOS);
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
  private @Nullable Stored stored;

  /** Up to here everything was stored when that was read last: later than that it is unknown. */
  private @Nullable Instant knownThrough;

  private @Nullable Failure failure;
  private @Nullable Instant awaySince;
  private @Nullable Instant readableSince;
  private Instant catchesUpUntil = Instant.MIN;
  private @Nullable Instant caughtUp;

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
      if (state.isFresh(tick)) {
        return Optional.of(state);
      }
      Duration wait = state.freshThrough() == null ? config.settle() : config.patience();
      Instant since = readableSince != null && readableSince.isAfter(tick) ? readableSince : tick;
      boolean isOver = !clock.instant().isBefore(since.plus(wait));
      return isOver ? Optional.of(state) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** How long it takes until what collectors receive is stored; empty when unknown. */
  Optional<Lag> lag() {
    lock.lock();
    try {
      Instant now = clock.instant();
      if (knownThrough == null) {
        knownThrough = now; // it begins to ask
      }
      return storedThrough(now).map(through -> new Lag(Duration.between(through, now), true));
    } catch (ReadException e) {
      Instant known = requireNonNull(knownThrough);
      return Optional.of(new Lag(Duration.between(known, clock.instant()), false));
    } finally {
      lock.unlock();
    }
  }

  private Optional<Instant> storedThrough(Instant now) throws ReadException {
    Stored before = stored;
    if (before != null && before.serves(now)) {
      return before.through();
    }
    Optional<Instant> through =
        read(() -> Optional.ofNullable(judge.storedThrough(now)), one -> one.orElse(null));
    stored = new Stored(through, now, System.nanoTime());
    knownThrough = through.orElse(now);
    return through;
  }

  private DataState at(Instant tick) throws ReadException {
    Answer known = answers.get(tick);
    if (known != null && (known.isFinal(tick) || isRecent(known.nanos()))) {
      return known.state();
    }
    DataState state = read(() -> judge.dataState(tick, clock.instant()), DataState::freshThrough);
    getOn(state.freshThrough());
    answers.put(tick, new Answer(state, System.nanoTime()));
    return state;
  }

  /** A failure is everybody's for a while. */
  private <T> T read(Question<T> question, Function<T, @Nullable Instant> through)
      throws ReadException {
    Failure failed = failure;
    if (failed != null && isRecent(failed.nanos())) {
      throw failed.cause();
    }
    try {
      T answer = question.ask();
      failure = null;
      readAgain(through.apply(answer));
      return answer;
    } catch (ReadException e) {
      failure = new Failure(e, System.nanoTime());
      awaySince = awaySince == null ? clock.instant() : awaySince;
      throw e;
    }
  }

  private static boolean isRecent(long nanos) {
    return System.nanoTime() - nanos < REUSE_NANOS;
  }

  /** Short failures leave patience as it is, or it might never end. */
  private void readAgain(@Nullable Instant fresh) {
    Instant now = clock.instant();
    boolean wasLong = awaySince != null && !now.isBefore(awaySince.plus(config.patience()));
    if (readableSince == null || wasLong) {
      readableSince = now;
      catchesUpUntil = fresh == null ? now : now.plus(Duration.between(fresh, now));
    }
    awaySince = null;
  }

  /** Patience begins anew while what collected meanwhile is being stored. */
  private void getOn(@Nullable Instant fresh) {
    Instant now = clock.instant();
    boolean getsOn = fresh != null && (caughtUp == null || fresh.isAfter(caughtUp));
    if (getsOn && now.isBefore(catchesUpUntil)) {
      readableSince = now;
    }
    caughtUp = fresh;
  }

  /**
   * How far the tables are behind.
   *
   * @param isExact whether they could be read; else it is at least that
   */
  record Lag(Duration value, boolean isExact) {}

  @FunctionalInterface
  private interface Question<T> {
    T ask() throws ReadException;
  }

  private record Answer(DataState state, long nanos) {
    boolean isFinal(Instant tick) {
      return state.isFresh(tick);
    }
  }

  private record Stored(Optional<Instant> through, Instant readAt, long nanos) {
    boolean serves(Instant now) {
      return isRecent(nanos) && Duration.between(readAt, now).abs().compareTo(REUSE) < 0;
    }
  }

  private record Failure(ReadException cause, long nanos) {}
}

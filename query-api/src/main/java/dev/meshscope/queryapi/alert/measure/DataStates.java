package dev.meshscope.queryapi.alert.measure;

import dev.meshscope.queryapi.alert.evaluate.Judge.DataState;
import dev.meshscope.queryapi.query.CompletenessQuery;
import dev.meshscope.storage.read.ReadException;
import dev.meshscope.storage.read.Resolution;
import dev.meshscope.storage.read.TimeRange;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What the data of a tick lacks. Groups of rules that share a tick share the answer: for some
 * seconds once everything is stored, else just long enough for all of them to ask.
 */
final class DataStates {
  private static final Duration HEARD_WITHIN = Duration.ofMinutes(5);
  private static final Duration KEPT_COMPLETE = Duration.ofSeconds(5);
  private static final Duration KEPT = Duration.ofMillis(250);
  private static final int TICKS_MAX = 32;

  private final CompletenessQuery completeness;
  private final String tenant;
  private final ReentrantLock turn = new ReentrantLock();

  /** Guarded by the turn. */
  private final LinkedHashMap<Instant, Known> known = new LinkedHashMap<>();

  DataStates(CompletenessQuery completeness, String tenant) {
    this.completeness = completeness;
    this.tenant = tenant;
  }

  DataState at(Instant tick, Instant now) throws ReadException {
    turn.lock();
    try {
      Known before = known.get(tick);
      if (before != null && before.serves(tick, now)) {
        return before.state();
      }
      DataState state =
          new DataState(
              completeness.freshThrough(tenant, now),
              completeness.heard(tenant, fiveMinutes(tick), now).share());
      known.remove(tick);
      known.put(tick, new Known(state, now));
      if (known.size() > TICKS_MAX) {
        known.remove(known.sequencedKeySet().getFirst());
      }
      return state;
    } finally {
      turn.unlock();
    }
  }

  @Nullable Instant freshThrough(Instant now) throws ReadException {
    return at(Resolution.TEN_SECONDS.roundDown(now), now).freshThrough();
  }

  private static TimeRange fiveMinutes(Instant tick) {
    Resolution finest = Resolution.TEN_SECONDS;
    return new TimeRange(finest.roundDown(tick.minus(HEARD_WITHIN)), finest.roundUp(tick), finest);
  }

  private record Known(DataState state, Instant readAt) {
    boolean serves(Instant tick, Instant now) {
      Duration kept = state.isComplete(tick) ? KEPT_COMPLETE : KEPT;
      return Duration.between(readAt, now).abs().compareTo(kept) <= 0;
    }
  }
}

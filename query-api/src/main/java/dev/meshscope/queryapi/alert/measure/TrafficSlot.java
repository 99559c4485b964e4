package dev.meshscope.queryapi.alert.measure;

import dev.meshscope.storage.read.ReadException;
import dev.meshscope.storage.read.RuleTraffic;
import dev.meshscope.storage.read.TrafficScope;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The answers about one window. Whoever asks while somebody reads waits for that answer instead of
 * reading it again. When more than {@value #SCOPES_MAX} parts of the traffic were asked for, all of
 * it is read at once.
 */
final class TrafficSlot {
  private static final int SCOPES_MAX = 32;
  private static final TrafficScope EVERYTHING = new TrafficScope.Everything();

  private final ReentrantLock turn = new ReentrantLock();
  private final Map<TrafficScope, Answer> answers = new HashMap<>();
  private final Set<TrafficScope> asked = new HashSet<>();
  private final Duration kept;
  private final boolean isWide;
  private volatile int rows;

  /**
   * @param kept how long an answer may be used again
   * @param isWide whether many parts of the traffic will be asked for
   */
  TrafficSlot(Duration kept, boolean isWide) {
    this.kept = kept;
    this.isWide = isWide;
  }

  /** Reads from the tables. */
  @FunctionalInterface
  interface Source {
    List<RuleTraffic> read(TrafficScope scope, boolean withLatency) throws ReadException;
  }

  /** At least the rows of that part of the traffic. */
  List<RuleTraffic> rows(TrafficScope scope, boolean withLatency, Instant now, Source source)
      throws ReadException {
    turn.lock();
    try {
      note(scope);
      for (TrafficScope one : List.of(EVERYTHING, scope)) {
        Answer answer = answers.get(one);
        if (answer != null && answer.serves(withLatency, now, kept)) {
          return answer.rows();
        }
      }
      return read(scope, withLatency, now, source);
    } finally {
      turn.unlock();
    }
  }

  /** Whether many parts of the traffic were asked for. */
  boolean wasAskedForMany() {
    turn.lock();
    try {
      return asked.size() > SCOPES_MAX;
    } finally {
      turn.unlock();
    }
  }

  /** How many rows are kept here. */
  int size() {
    return rows;
  }

  private void note(TrafficScope scope) {
    if (asked.size() <= SCOPES_MAX) {
      asked.add(scope);
    }
  }

  private List<RuleTraffic> read(
      TrafficScope scope, boolean withLatency, Instant now, Source source) throws ReadException {
    boolean takesAll = isWide || asked.size() > SCOPES_MAX;
    TrafficScope wanted = takesAll ? EVERYTHING : scope;
    List<RuleTraffic> read = source.read(wanted, withLatency);
    if (wanted.equals(EVERYTHING)) {
      answers.clear();
    }
    answers.put(wanted, new Answer(read, withLatency, now));
    rows = answers.values().stream().mapToInt(answer -> answer.rows().size()).sum();
    return read;
  }

  private record Answer(List<RuleTraffic> rows, boolean hasLatency, Instant readAt) {
    Answer {
      rows = List.copyOf(rows);
    }

    boolean serves(boolean withLatency, Instant now, Duration kept) {
      return (hasLatency || !withLatency)
          && Duration.between(readAt, now).abs().compareTo(kept) <= 0;
    }
  }
}

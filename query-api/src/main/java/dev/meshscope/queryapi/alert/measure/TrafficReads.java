package dev.meshscope.queryapi.alert.measure;

import dev.meshscope.queryapi.alert.rule.Selector;
import dev.meshscope.storage.read.ClickHouseReader;
import dev.meshscope.storage.read.ReadException;
import dev.meshscope.storage.read.RuleTraffic;
import dev.meshscope.storage.read.SelectRuleTraffic;
import dev.meshscope.storage.read.SelectTrafficBefore;
import dev.meshscope.storage.read.TimeRange;
import dev.meshscope.storage.read.TrafficScope;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads traffic for rules: what several rules ask about one window is read once. The answers of the
 * {@value #SLOTS_MAX} windows that were used last are kept, and of those no more than {@value
 * #ROWS_MAX} rows together beside the latest.
 */
public final class TrafficReads {
  private static final int SLOTS_MAX = 64;
  private static final int ROWS_MAX = 100_000;
  private static final Duration NOTHING_KEPT = Duration.ofSeconds(5);

  private final ClickHouseReader reader;
  private final String tenant;
  private final AtomicLong reads = new AtomicLong();
  private final ReentrantLock turn = new ReentrantLock();

  /** Guarded by the turn, like all below; what was used last is last. */
  private final LinkedHashMap<Key, TrafficSlot> slots = new LinkedHashMap<>(16, 0.75f, true);

  /** Whether many parts of windows of that length were asked for at the latest tick. */
  private final LinkedHashMap<Duration, TrafficSlot> latest = new LinkedHashMap<>(16, 0.75f, true);

  private @Nullable Instant somethingBefore;
  private @Nullable Nothing nothing;

  /**
   * @param reader shared with everybody else's questions
   * @param tenant whose traffic
   */
  public TrafficReads(ClickHouseReader reader, String tenant) {
    this.reader = reader;
    this.tenant = tenant;
  }

  /** How many statements about traffic were run since the start. */
  public long count() {
    return reads.get();
  }

  String tenant() {
    return tenant;
  }

  /** The selected rows of a window; those that do not count in the best view too. */
  List<RuleTraffic> select(
      RuleWindows.Window window, Selector selector, boolean withLatency, Instant now)
      throws ReadException {
    return rows(window, scope(selector), withLatency, now).stream()
        .filter(row -> Selections.matches(selector, row.key()))
        .toList();
  }

  /** Whether the tenant has traffic in a window, whatever is selected. */
  boolean isAnythingIn(RuleWindows.Window window, Instant now) throws ReadException {
    return !rows(window, new TrafficScope.Everything(), false, now).isEmpty();
  }

  /** Whether the tenant has traffic of before a time. */
  boolean isAnythingBefore(Instant time, Instant now) throws ReadException {
    turn.lock();
    try {
      if (somethingBefore != null && !time.isBefore(somethingBefore)) {
        return true;
      }
      if (nothing != null && nothing.isSaidOf(time, now)) {
        return false;
      }
      reads.incrementAndGet();
      boolean isThere = reader.read(new SelectTrafficBefore(tenant, time));
      somethingBefore = isThere ? time : somethingBefore;
      nothing = isThere ? nothing : new Nothing(time, now);
      return isThere;
    } finally {
      turn.unlock();
    }
  }

  private List<RuleTraffic> rows(
      RuleWindows.Window window, TrafficScope asked, boolean withLatency, Instant now)
      throws ReadException {
    TrafficSlot.Source source = (scope, latency) -> read(new Ask(window.range(), scope, latency));
    return slot(window).rows(asked, withLatency, now, source);
  }

  private List<RuleTraffic> read(Ask ask) throws ReadException {
    reads.incrementAndGet();
    return reader.read(new SelectRuleTraffic(tenant, ask.range(), ask.scope(), ask.withLatency()));
  }

  private TrafficSlot slot(RuleWindows.Window window) {
    turn.lock();
    try {
      Key key = new Key(window.range(), window.end());
      TrafficSlot kept = slots.get(key);
      if (kept != null) {
        return kept;
      }
      Duration length = Duration.between(window.range().from(), window.range().to());
      TrafficSlot before = latest.get(length);
      TrafficSlot slot = new TrafficSlot(window.kept(), before != null && before.wasAskedForMany());
      latest.put(length, slot);
      slots.put(key, slot);
      makeRoom();
      return slot;
    } finally {
      turn.unlock();
    }
  }

  private void makeRoom() {
    while (latest.size() > SLOTS_MAX) {
      latest.remove(latest.sequencedKeySet().getFirst());
    }
    long rows = slots.values().stream().mapToLong(TrafficSlot::size).sum();
    while (slots.size() > SLOTS_MAX || (rows > ROWS_MAX && slots.size() > 1)) {
      Map.Entry<Key, TrafficSlot> oldest = slots.sequencedEntrySet().getFirst();
      rows -= oldest.getValue().size();
      slots.remove(oldest.getKey());
    }
  }

  private static TrafficScope scope(Selector selector) {
    if (selector.service().isPresent()) {
      return new TrafficScope.Callers(selector.service().get());
    }
    return selector
        .namespace()
        .<TrafficScope>map(TrafficScope.Namespace::new)
        .orElseGet(TrafficScope.Everything::new);
  }

  /** A window as of one tick: the next tick may lie in the same last window, and see more of it. */
  private record Key(TimeRange range, Instant end) {}

  private record Ask(TimeRange range, TrafficScope scope, boolean withLatency) {}

  private record Nothing(Instant time, Instant readAt) {
    boolean isSaidOf(Instant other, Instant now) {
      return !other.isAfter(time)
          && Duration.between(readAt, now).abs().compareTo(NOTHING_KEPT) <= 0;
    }
  }
}

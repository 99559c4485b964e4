package dev.meshscope.collector.normalize;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * How many bytes have been counted of each stream or connection that goes on. Proxies tell the
 * bytes since its beginning, again and again; what counts is the difference to the time before.
 *
 * <p>All streams of proxies share it, because a proxy that was sent away goes on with a new one. It
 * does not outlive the collector, and other collectors know nothing of it: what then cannot be told
 * from what others counted is not counted, see {@link StreamScope}. Safe for use by all at once.
 */
public final class OpenStreams {
  /** A stream that nobody told of for so many intervals has ended, and its end was lost. */
  private static final int SILENT_INTERVALS_MAX = 5;

  private final int max;
  private final long intervalMicros;
  private final Ledger ledger;
  private final Map<StreamKey, Counted> counted = new ConcurrentHashMap<>();
  private final AtomicInteger size = new AtomicInteger();
  private final AtomicLong sweptMicros = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by the lock; those of nodes that were heard of last are last. */
  private final Map<String, Habits> habits = new LinkedHashMap<>(16, 0.75f, true);

  /** Follows none yet. */
  public OpenStreams(OpenStreamConfig config, Ledger ledger) {
    max = config.max();
    intervalMicros = TimeUnit.NANOSECONDS.toMicros(config.interval().toNanos());
    this.ledger = ledger;
  }

  /** For one stream of that node. */
  StreamScope scope(ReportingNode node) {
    Habits of = node.id().isEmpty() ? new Habits() : habits(node.id());
    return new StreamScope(this, node.id(), of);
  }

  /** How many are followed. */
  public int size() {
    return size.get();
  }

  long intervalMicros() {
    return intervalMicros;
  }

  Ledger ledger() {
    return ledger;
  }

  @Nullable Counted get(StreamKey key) {
    return size() == 0 ? null : counted.get(key);
  }

  @Nullable Counted remove(StreamKey key) {
    Counted removed = size() == 0 ? null : counted.remove(key);
    if (removed != null) {
      size.decrementAndGet();
    }
    return removed;
  }

  /** Keeps what has been counted of one; false when there is no room for one more. */
  boolean put(StreamKey key, Counted now) {
    if (counted.replace(key, now) != null) {
      return true;
    }
    sweep(now.toldMicros);
    if (size.incrementAndGet() > max) {
      size.decrementAndGet();
      return false;
    }
    counted.put(key, now); // nobody else has the same: a worker has one stream at a time
    return true;
  }

  private void sweep(long nowMicros) {
    long before = sweptMicros.get();
    boolean isDue = nowMicros - before > intervalMicros;
    if (!isDue || !sweptMicros.compareAndSet(before, nowMicros)) {
      return;
    }
    long silentSince = nowMicros - SILENT_INTERVALS_MAX * intervalMicros;
    counted.forEach((key, state) -> {
      if (state.toldMicros < silentSince && counted.remove(key, state)) {
        size.decrementAndGet();
        state.teller.forget(key.startMicros());
      }
    });
  }

  private Habits habits(String nodeId) {
    lock.lock();
    try {
      Habits of = habits.computeIfAbsent(nodeId, _ -> new Habits());
      if (habits.size() > Math.max(1, max)) {
        habits.remove(habits.keySet().iterator().next());
      }
      return of;
    } finally {
      lock.unlock();
    }
  }

  /**
   * What has been counted of one.
   *
   * @param received bytes from downstream
   * @param sent bytes to downstream
   * @param toldMicros when it was told of last, by our clock, microseconds since the epoch
   * @param teller by which stream
   */
  record Counted(long received, long sent, long toldMicros, StreamScope teller) {
    /** All that the entry tells, and never less than before. */
    static Counted upTo(
        ProtocolEntry entry, @Nullable Counted before, long toldMicros, StreamScope teller) {
      long received = Bytes.received(entry);
      long sent = Bytes.sent(entry);
      return before == null
          ? new Counted(received, sent, toldMicros, teller)
          : new Counted(
              Math.max(received, before.received), Math.max(sent, before.sent), toldMicros, teller);
    }

    long bytes() {
      return received + sent;
    }
  }

  /** Whether a node tells of streams that go on: of requests, and of connections. */
  static final class Habits {
    private static final int REQUESTS = 1;
    private static final int CONNECTIONS = 2;
    private static final int NEVER = 4;

    private final AtomicInteger known = new AtomicInteger();

    /** It told of one. */
    void tells(boolean isTcp) {
      known.accumulateAndGet(bit(isTcp), (before, bit) -> (before | bit) & ~(bit * NEVER));
    }

    /** One lasted longer than the interval and was not told of. */
    void doesNotTell(boolean isTcp) {
      int bit = bit(isTcp);
      known.updateAndGet(before -> (before & bit) == 0 ? before | bit * NEVER : before);
    }

    /** Whether it is known not to tell. */
    boolean isSilent(boolean isTcp) {
      return (known.get() & bit(isTcp) * NEVER) != 0;
    }

    private static int bit(boolean isTcp) {
      return isTcp ? CONNECTIONS : REQUESTS;
    }
  }
}

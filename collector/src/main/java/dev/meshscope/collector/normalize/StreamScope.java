package dev.meshscope.collector.normalize;

import dev.meshscope.collector.normalize.OpenStreams.Counted;
import dev.meshscope.collector.normalize.OpenStreams.Habits;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What one stream of a proxy's worker can know about the streams and connections that it tells of.
 * A worker tells everything in order and on one stream at a time, so that bytes are counted where
 * it is sure that nobody, perhaps another collector, counted them before:
 *
 * <ul>
 *   <li>it was told of here, and the last time was by this stream or less than an interval ago;
 *   <li>it was not, and it began after the first end that this stream told (or 30 s after this
 *       stream's first message), so that all about it comes by this stream;
 *   <li>it was not, is at its end, and was shorter than the interval; or this stream is older than
 *       the interval and would have told of it; or the node does not tell while streams go on.
 * </ul>
 *
 * <p>Otherwise one that goes on is followed from here on, and one that ends counts without bytes;
 * both are counted as such. Owned by its stream; only {@link #forget} may be called by others.
 */
final class StreamScope {
  private static final long CLOCK_MICROS_MAX = TimeUnit.SECONDS.toMicros(30);

  /** Envoy hands over once a second; and a little more. */
  private static final long LAG_MICROS = TimeUnit.SECONDS.toMicros(2);

  private final OpenStreams streams;
  private final String node;
  private final Habits habits;
  private final AtomicLong forgottenMicros = new AtomicLong(Long.MIN_VALUE);
  private long openedMicros = Long.MAX_VALUE;

  /** By the proxy's clock; what begins later is told of by this stream only. */
  private long sinceMicros = Long.MAX_VALUE;

  private boolean isSinceExact;
  private long received;
  private long sent;

  StreamScope(OpenStreams streams, String node, Habits habits) {
    this.streams = streams;
    this.node = node;
    this.habits = habits;
  }

  /** Bytes from downstream that the last entry adds. */
  long received() {
    return received;
  }

  /** Bytes to downstream that the last entry adds. */
  long sent() {
    return sent;
  }

  /** A connection began: nothing of it has been counted. */
  void began(ProtocolEntry entry, long arrivalMicros) {
    arrived(arrivalMicros);
    StreamKey key = StreamKey.of(node, entry);
    if (streams.get(key) == null) {
      streams.put(key, new Counted(0, 0, arrivalMicros, this));
    }
  }

  /** One goes on; finds what it moved since it was last told of. */
  void goesOn(ProtocolEntry entry, boolean isTcp, long arrivalMicros) {
    arrived(arrivalMicros);
    habits.tells(isTcp);
    StreamKey key = StreamKey.of(node, entry);
    Counted before = streams.get(key);
    Counted now = Counted.upTo(entry, before, arrivalMicros, this);
    boolean isFollowed = streams.put(key, now);
    boolean isKnown = before == null ? isOurs(key) : isLast(before, 2, arrivalMicros);
    take(isFollowed && isKnown ? before : now, now);
    if (!isFollowed) {
      streams.ledger().streamLeftOut();
    }
    if (!isKnown) {
      streams.ledger().streamResumed();
      forget(isFollowed ? Long.MIN_VALUE : key.startMicros());
    }
  }

  /** One ended; finds what it moved since it was last told of. */
  void ended(ProtocolEntry entry, boolean isTcp, Timing timing, long arrivalMicros) {
    StreamKey key = StreamKey.of(node, entry);
    Counted before = streams.remove(key);
    Counted now = Counted.upTo(entry, before, arrivalMicros, this);
    boolean isKnown =
        before == null
            ? isUntold(key, isTcp, timing, arrivalMicros)
            : isLast(before, 1, arrivalMicros);
    take(isKnown ? before : now, now);
    if (!isKnown) {
      streams.ledger().withheld(now.bytes() - (before == null ? 0 : before.bytes()));
    }
  }

  /** Takes note of a finished entry; the first one says since when this stream tells all. */
  void finished(ProtocolEntry entry, long endMicros, long arrivalMicros) {
    arrived(arrivalMicros);
    if (entry.hasTime(ProtocolEntry.DURATION)) {
      isSinceExact = true;
      sinceMicros = Math.min(sinceMicros, endMicros);
    }
  }

  /** Whether {@link #finished} still has something to learn. */
  boolean isLearning() {
    return !isSinceExact;
  }

  /** Nobody knows any longer what was counted of those that began until then. */
  void forget(long startMicros) {
    forgottenMicros.accumulateAndGet(startMicros, Math::max);
  }

  private void arrived(long arrivalMicros) {
    if (openedMicros == Long.MAX_VALUE) {
      openedMicros = arrivalMicros;
      sinceMicros = arrivalMicros + CLOCK_MICROS_MAX;
    }
  }

  /** What the entry adds: the difference. */
  private void take(@Nullable Counted before, Counted now) {
    received = now.received() - (before == null ? 0 : before.received());
    sent = now.sent() - (before == null ? 0 : before.sent());
  }

  /** Whether what was told here last was the last that was told at all. */
  private boolean isLast(Counted before, int intervals, long nowMicros) {
    long spanMicros = intervals * streams.intervalMicros() - LAG_MICROS;
    return before.teller() == this || nowMicros - before.toldMicros() < spanMicros;
  }

  /** Whether all about one that was not told of comes by this stream. */
  private boolean isOurs(StreamKey key) {
    return key.startMicros() >= sinceMicros && key.startMicros() > forgottenMicros.get();
  }

  /** Whether nobody was ever told of one that ended. */
  private boolean isUntold(StreamKey key, boolean isTcp, Timing timing, long nowMicros) {
    long interval = streams.intervalMicros();
    if (TimeUnit.NANOSECONDS.toMicros(timing.lastedNanos()) < interval) {
      return true;
    }
    boolean isOld = nowMicros - openedMicros > interval + LAG_MICROS;
    if (isOurs(key) || (isOld && key.startMicros() > forgottenMicros.get())) {
      habits.doesNotTell(isTcp);
      return true;
    }
    return habits.isSilent(isTcp);
  }
}

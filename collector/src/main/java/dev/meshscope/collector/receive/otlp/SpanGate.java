package dev.meshscope.collector.receive.otlp;

import dev.meshscope.collector.normalize.Normalized;
import dev.meshscope.collector.normalize.Normalized.Skipped;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a node's spans count: not while any collector hears its access logs, and not
 * before there was time to hear them. Where it does not know, they do not. Safe for use by all
 * messages at once.
 */
final class SpanGate {
  private final long settleMillis;
  private final long memoryMillis;
  private final int nodesMax;
  private final HeardNodes heard;
  private final BooleanSupplier isInformed;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();

  /** Nodes by their spans; the one that was seen last is last. */
  private final Map<String, Seen> seen = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Makes a gate that has seen no span.
   *
   * @param isInformed whether {@code heard} has been told of all that was heard lately
   */
  SpanGate(SpanConfig config, HeardNodes heard, BooleanSupplier isInformed, InstantSource clock) {
    settleMillis = config.settleTime().toMillis();
    memoryMillis = config.memory().toMillis();
    nodesMax = config.nodesMax();
    this.heard = heard;
    this.isInformed = isInformed;
    this.clock = clock;
  }

  /**
   * What becomes of a span of that node; null when it counts.
   *
   * @param key what the node's ids have in common
   */
  @Nullable Normalized verdict(String key) {
    if (!isInformed.getAsBoolean()) {
      return Skipped.UNSETTLED;
    }
    return switch (heard.sign(key)) {
      case HEARD -> Skipped.LOGGED;
      case UNKNOWN -> Skipped.UNSETTLED;
      case NOT_HEARD -> isSettled(key) ? null : Skipped.UNSETTLED;
    };
  }

  private boolean isSettled(String key) {
    lock.lock();
    try {
      long now = clock.millis();
      return now - seenSince(key, now) >= settleMillis;
    } finally {
      lock.unlock();
    }
  }

  /** Since when the node is seen without a long pause; now if there is no room to remember it. */
  private long seenSince(String key, long now) {
    Seen before = seen.get(key);
    if (before == null && seen.size() >= nodesMax) {
      Iterator<Seen> eldest = seen.values().iterator();
      if (now - eldest.next().last() < memoryMillis) {
        return now;
      }
      eldest.remove();
    }
    long first = before == null || now - before.last() >= memoryMillis ? now : before.first();
    seen.put(key, new Seen(first, now));
    return first;
  }

  /**
   * A node by its spans.
   *
   * @param first when the first one came, milliseconds since the epoch
   * @param last when the last one came
   */
  private record Seen(long first, long last) {}
}

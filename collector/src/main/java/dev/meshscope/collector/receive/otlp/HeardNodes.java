package dev.meshscope.collector.receive.otlp;

import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Nodes whose access logs collectors have heard, this one or others. Safe for use by all threads at
 * once.
 */
final class HeardNodes {
  /** What is known of a node. */
  enum Sign {
    HEARD,
    NOT_HEARD,
    /** So many nodes are heard that this one may have been forgotten. */
    UNKNOWN
  }

  private final long memoryMillis;
  private final int nodesMax;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();

  /** When each one was heard last; the one that was heard last is last. */
  private final Map<String, Long> heard = new LinkedHashMap<>(16, 0.75f, true);

  private long blindUntil;

  HeardNodes(SpanConfig config, InstantSource clock) {
    memoryMillis = config.memory().toMillis();
    nodesMax = config.nodesMax();
    this.clock = clock;
  }

  /**
   * A collector heard access logs of that node.
   *
   * @param key what the node's ids have in common
   * @param atMillis since the epoch
   */
  void heard(String key, long atMillis) {
    lock.lock();
    try {
      long now = clock.millis();
      if (now - atMillis < memoryMillis) {
        heard.merge(key, atMillis, Math::max);
        forgetOldest(now);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Whether the node was heard lately. */
  Sign sign(String key) {
    lock.lock();
    try {
      long now = clock.millis();
      Long last = heard.get(key);
      if (last != null && now - last < memoryMillis) {
        return Sign.HEARD;
      }
      return now < blindUntil ? Sign.UNKNOWN : Sign.NOT_HEARD;
    } finally {
      lock.unlock();
    }
  }

  private void forgetOldest(long now) {
    if (heard.size() > nodesMax) {
      Iterator<Long> eldest = heard.values().iterator();
      if (now - eldest.next() < memoryMillis) {
        blindUntil = now + memoryMillis;
      }
      eldest.remove();
    }
  }
}

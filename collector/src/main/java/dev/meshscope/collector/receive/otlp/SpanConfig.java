package dev.meshscope.collector.receive.otlp;

import dev.meshscope.runtime.config.Check;
import java.time.Duration;

/**
 * When spans of proxies count: only for nodes whose access logs no collector hears, or requests
 * would count twice.
 *
 * @param accept whether spans are taken at all; if not, their service is unknown
 * @param settleTime how long spans of a new node wait for its access logs; those that come
 *     meanwhile do not count
 * @param memory how long a node is remembered without a sign: then it is new again
 * @param nodesMax nodes that are remembered; spans of further ones do not count
 */
public record SpanConfig(boolean accept, Duration settleTime, Duration memory, int nodesMax) {
  public SpanConfig {
    Check.inRange("settleTime", settleTime, Duration.ZERO, Duration.ofHours(1));
    Check.inRange("memory", memory, Duration.ofMinutes(1), Duration.ofDays(1));
    Check.require(memory.compareTo(settleTime) > 0, "memory", "must be above settleTime");
    Check.inRange("nodesMax", nodesMax, 1, 10_000_000);
  }

  /** Longer than any proxy keeps its access logs back. */
  public static SpanConfig defaults() {
    return new SpanConfig(true, Duration.ofSeconds(60), Duration.ofHours(1), 100_000);
  }
}

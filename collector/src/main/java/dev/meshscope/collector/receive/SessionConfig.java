package dev.meshscope.collector.receive;

import dev.meshscope.runtime.config.Check;
import java.time.Duration;

/**
 * Limits of what is remembered of nodes that have no stream, because their protocol has none.
 *
 * @param sessionsMax nodes at a time; a further one makes the collector forget the one that has
 *     been silent longest
 * @param idleMax after which a silent node counts as gone
 */
public record SessionConfig(int sessionsMax, Duration idleMax) {
  public SessionConfig {
    Check.inRange("sessionsMax", sessionsMax, 1, 1_000_000);
    Check.inRange("idleMax", idleMax, Duration.ofSeconds(1), Duration.ofDays(1));
  }

  /** As many nodes as a large mesh has. */
  public static SessionConfig defaults() {
    return new SessionConfig(10_000, Duration.ofMinutes(5));
  }
}

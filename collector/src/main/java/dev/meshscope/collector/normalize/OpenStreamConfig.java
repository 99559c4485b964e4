package dev.meshscope.collector.normalize;

import dev.meshscope.runtime.config.Check;
import java.time.Duration;

/**
 * How streams and connections are followed that proxies tell of while they go on.
 *
 * @param max how many are followed at a time; the bytes of others count at their end, 0: of all
 * @param interval how often proxies tell of a stream that goes on, the same in all of them (Envoy's
 *     {@code access_log_flush_interval})
 */
public record OpenStreamConfig(int max, Duration interval) {
  public OpenStreamConfig {
    Check.inRange("max", max, 0, 10_000_000);
    Check.inRange("interval", interval, Duration.ofSeconds(1), Duration.ofHours(1));
  }

  /** As many as some 20 MB hold. */
  public static OpenStreamConfig defaults() {
    return new OpenStreamConfig(100_000, Duration.ofMinutes(1));
  }
}

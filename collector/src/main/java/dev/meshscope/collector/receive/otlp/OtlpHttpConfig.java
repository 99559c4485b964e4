package dev.meshscope.collector.receive.otlp;

import dev.meshscope.runtime.config.Check;
import java.time.Duration;

/**
 * Limits of the HTTP port.
 *
 * @param connectionsMax open connections; further ones wait
 * @param idleTimeout after this long without a byte a connection is closed
 */
public record OtlpHttpConfig(int connectionsMax, Duration idleTimeout) {
  public OtlpHttpConfig {
    Check.inRange("connectionsMax", connectionsMax, 1, 1_000_000);
    Check.inRange("idleTimeout", idleTimeout, Duration.ofSeconds(1), Duration.ofHours(1));
  }

  /** As many connections as a large mesh has proxies. */
  public static OtlpHttpConfig defaults() {
    return new OtlpHttpConfig(10_000, Duration.ofSeconds(60));
  }
}

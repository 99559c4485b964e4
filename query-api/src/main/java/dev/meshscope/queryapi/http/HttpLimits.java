package dev.meshscope.queryapi.http;

import dev.meshscope.runtime.config.Check;
import dev.meshscope.runtime.config.DataSize;
import java.time.Duration;

/**
 * What a client may send and hold.
 *
 * @param urlMax length of a path with its query
 * @param bodyMax length of a body that nothing reads; {@code inventory.documentMax} bounds the one
 *     that is read
 * @param valuesMax how often a parameter may be repeated
 * @param connectionsMax open connections
 * @param idleTimeout after this long without a byte a connection is closed
 */
public record HttpLimits(
    DataSize urlMax, DataSize bodyMax, int valuesMax, int connectionsMax, Duration idleTimeout) {
  public HttpLimits {
    Check.inRange("urlMax", urlMax, DataSize.ofBytes(256), DataSize.ofKibibytes(64));
    Check.inRange("bodyMax", bodyMax, DataSize.ofBytes(0), DataSize.ofMebibytes(64));
    Check.inRange("valuesMax", valuesMax, 1, 10_000);
    Check.inRange("connectionsMax", connectionsMax, 1, 100_000);
    Check.inRange("idleTimeout", idleTimeout, Duration.ofSeconds(1), Duration.ofMinutes(10));
  }

  /** Roomy for people and dashboards. */
  public static HttpLimits defaults() {
    return new HttpLimits(
        DataSize.ofKibibytes(8), DataSize.ofKibibytes(64), 100, 1_000, Duration.ofSeconds(30));
  }
}

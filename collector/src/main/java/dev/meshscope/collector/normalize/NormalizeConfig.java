package dev.meshscope.collector.normalize;

import dev.meshscope.runtime.config.Check;
import dev.meshscope.runtime.config.DataSize;

/**
 * Limits of what proxies can make the collector remember.
 *
 * @param flowsPerStreamMax flows kept per stream; when full, all are forgotten and built anew
 * @param hostsPerStreamMax different authorities per stream; further ones count as one overflow
 *     host until the flows are forgotten
 * @param nameBytesMax longest name in an entry
 * @param peerBytesMax longest peer metadata in an entry
 * @param openStreams streams and connections that go on
 * @param operationsPerServiceMax different operations (named routes, gRPC methods, templates of
 *     paths) per service and hour; further ones count as one overflow operation, 0: requests have
 *     none
 */
public record NormalizeConfig(
    int flowsPerStreamMax,
    int hostsPerStreamMax,
    DataSize nameBytesMax,
    DataSize peerBytesMax,
    OpenStreamConfig openStreams,
    int operationsPerServiceMax) {
  public NormalizeConfig {
    Check.inRange("flowsPerStreamMax", flowsPerStreamMax, 1, 1_000_000);
    Check.inRange("hostsPerStreamMax", hostsPerStreamMax, 1, 1_000_000);
    Check.inRange("nameBytesMax", nameBytesMax, DataSize.ofBytes(64), DataSize.ofKibibytes(64));
    Check.inRange("peerBytesMax", peerBytesMax, DataSize.ofBytes(64), DataSize.ofMebibytes(1));
    Check.inRange("operationsPerServiceMax", operationsPerServiceMax, 0, 100_000);
  }

  /** Enough for a gateway with thousands of pairs of host and upstream address. */
  public static NormalizeConfig defaults() {
    return new NormalizeConfig(
        2_048,
        512,
        DataSize.ofKibibytes(1),
        DataSize.ofKibibytes(16),
        OpenStreamConfig.defaults(),
        200);
  }
}

package dev.meshscope.collector.normalize;

import dev.meshscope.runtime.config.Check;
import dev.meshscope.runtime.config.DataSize;
import java.util.List;

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
 * @param mirrors workloads that get only copies of requests, {@code <host>=<workload>} or {@code
 *     <host>=<namespace>/<workload>} each: what comes to them for that host is mirrored traffic
 * @param memory what is kept to save time
 */
public record NormalizeConfig(
    int flowsPerStreamMax,
    int hostsPerStreamMax,
    DataSize nameBytesMax,
    DataSize peerBytesMax,
    OpenStreamConfig openStreams,
    int operationsPerServiceMax,
    List<String> mirrors,
    MemoryConfig memory) {
  public NormalizeConfig {
    Check.inRange("flowsPerStreamMax", flowsPerStreamMax, 1, 1_000_000);
    Check.inRange("hostsPerStreamMax", hostsPerStreamMax, 1, 1_000_000);
    Check.inRange("nameBytesMax", nameBytesMax, DataSize.ofBytes(64), DataSize.ofKibibytes(64));
    Check.inRange("peerBytesMax", peerBytesMax, DataSize.ofBytes(64), DataSize.ofMebibytes(1));
    Check.inRange("operationsPerServiceMax", operationsPerServiceMax, 0, 100_000);
    mirrors = List.copyOf(mirrors);
    try {
      new Mirrors(mirrors);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("mirrors " + e.getMessage(), e);
    }
  }

  /** Enough for a gateway with thousands of pairs of host and upstream address. */
  public static NormalizeConfig defaults() {
    return new NormalizeConfig(
        2_048,
        512,
        DataSize.ofKibibytes(1),
        DataSize.ofKibibytes(16),
        OpenStreamConfig.defaults(),
        200,
        List.of(),
        MemoryConfig.defaults());
  }
}

package dev.meshscope.collector.normalize;

import dev.meshscope.runtime.config.Check;
import dev.meshscope.runtime.config.DataSize;

/**
 * Limits of what was read before and is kept so that it costs less when it comes again. Beyond them
 * everything counts the same and takes more time.
 *
 * @param sharedPartsMax names, workloads and other parts of flows that all streams of a protocol
 *     share; when there are so many, sharing starts over
 * @param objectsPerStreamMax filter state objects (peer metadata) per stream of the access log
 *     service, rounded down to a power of two
 * @param objectBytesMax longest of them that is kept
 */
public record MemoryConfig(int sharedPartsMax, int objectsPerStreamMax, DataSize objectBytesMax) {
  public MemoryConfig {
    Check.inRange("sharedPartsMax", sharedPartsMax, 1, 10_000_000);
    Check.inRange("objectsPerStreamMax", objectsPerStreamMax, 2, 65_536);
    Check.inRange("objectBytesMax", objectBytesMax, DataSize.ofBytes(64), DataSize.ofMebibytes(1));
  }

  /**
   * A mesh of some thousand workloads, of which a shared part takes some fifty bytes beside its
   * object; and at most 1 MiB per stream.
   */
  public static MemoryConfig defaults() {
    return new MemoryConfig(100_000, 256, DataSize.ofKibibytes(4));
  }
}

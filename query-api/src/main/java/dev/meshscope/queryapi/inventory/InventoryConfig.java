package dev.meshscope.queryapi.inventory;

import dev.meshscope.runtime.config.Check;
import dev.meshscope.runtime.config.DataSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How the inventory is given.
 *
 * @param file a document that is published when it differs from the inventory in force at the
 *     start, and whenever it changes
 * @param fileInterval between two looks at the file, 100 ms–1 h
 * @param writable whether it may also be given with PUT
 * @param documentMax length of a document, 1 KiB–4 MiB
 * @param historyMax length of all versions together that are kept for late reports, 1 MiB–256 MiB:
 *     beyond it the oldest are given up early
 * @param timeout how long Kafka may take to acknowledge, 1 s–1 min
 */
public record InventoryConfig(
    Optional<Path> file,
    Duration fileInterval,
    boolean writable,
    DataSize documentMax,
    DataSize historyMax,
    Duration timeout) {
  public InventoryConfig {
    Check.inRange("fileInterval", fileInterval, Duration.ofMillis(100), Duration.ofHours(1));
    Check.inRange("documentMax", documentMax, DataSize.ofKibibytes(1), DataSize.ofMebibytes(4));
    Check.inRange("historyMax", historyMax, DataSize.ofMebibytes(1), DataSize.ofMebibytes(256));
    Check.inRange("timeout", timeout, Duration.ofSeconds(1), Duration.ofMinutes(1));
  }

  /** With PUT only, for thousands of services. */
  public static InventoryConfig defaults() {
    return new InventoryConfig(
        Optional.empty(),
        Duration.ofSeconds(5),
        true,
        DataSize.ofMebibytes(4),
        DataSize.ofMebibytes(16),
        Duration.ofSeconds(10));
  }
}

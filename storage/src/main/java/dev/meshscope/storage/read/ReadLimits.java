package dev.meshscope.storage.read;

import dev.meshscope.runtime.config.Check;
import dev.meshscope.runtime.config.DataSize;
import java.time.Duration;

/**
 * What one read may cost, and how many there may be.
 *
 * @param timeout after this long the database gives a statement up
 * @param scannedRowsMax rows that a statement may read from tables
 * @param rowsMax rows that a statement may answer with, and groups that it may make
 * @param memoryMax memory that a statement may take in the database
 * @param concurrentMax statements that run at the same time; as many connections are kept
 * @param queueTimeout how long a read waits for its turn before it is refused
 */
public record ReadLimits(
    Duration timeout,
    long scannedRowsMax,
    int rowsMax,
    DataSize memoryMax,
    int concurrentMax,
    Duration queueTimeout) {
  public ReadLimits {
    Check.inRange("timeout", timeout, Duration.ofMillis(100), Duration.ofMinutes(4));
    Check.inRange("scannedRowsMax", scannedRowsMax, 1_000, 100_000_000_000L);
    Check.inRange("rowsMax", rowsMax, 100, 10_000_000);
    Check.inRange("memoryMax", memoryMax, DataSize.ofMebibytes(16), DataSize.ofGibibytes(1024));
    Check.inRange("concurrentMax", concurrentMax, 1, 1_000);
    Check.inRange("queueTimeout", queueTimeout, Duration.ZERO, Duration.ofMinutes(1));
  }

  /**
   * All reads together leave a quarter of the embedded engine's 700 MB to inserts, merges and
   * caches: a read that takes too much fails alone, instead of what is being stored.
   */
  public static ReadLimits defaults() {
    return new ReadLimits(
        Duration.ofSeconds(10),
        50_000_000,
        200_000,
        DataSize.ofMebibytes(128),
        4,
        Duration.ofSeconds(2));
  }

  /** The limits as the settings of one statement, so that they end with it. */
  String settings() {
    return """
    SETTINGS max_execution_time = %s, timeout_overflow_mode = 'throw',
      max_rows_to_read = %d, read_overflow_mode = 'throw',
      max_rows_to_group_by = %d, group_by_overflow_mode = 'throw',
      max_result_rows = %d, result_overflow_mode = 'throw',
      max_memory_usage = %d
    """
        .formatted(timeout.toMillis() / 1e3, scannedRowsMax, rowsMax, rowsMax, memoryMax.bytes());
  }
}

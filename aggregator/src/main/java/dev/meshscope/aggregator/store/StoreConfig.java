package dev.meshscope.aggregator.store;

import dev.meshscope.runtime.config.Check;
import java.time.Duration;

/**
 * How deltas are gathered before they are inserted. Inserts per second, not rows, are what the
 * database's CPU goes to.
 *
 * @param blockTime how long a block takes deltas when up to two partitions are held, more with
 *     more: 10 ms to 1 min
 * @param blockRowsMax rows of 10 s windows after which a block ends at once: 100 to 200 000
 * @param knownEdgesMax ids of edges that are remembered as written: 1000 to 10 million
 * @param eventTime how long signs of life and announcements are gathered: 10 ms to 1 min
 * @param eventRowsMax how many of them are gathered at most: 10 to 100 000
 */
public record StoreConfig(
    Duration blockTime, int blockRowsMax, int knownEdgesMax, Duration eventTime, int eventRowsMax) {
  private static final Duration TIME_MIN = Duration.ofMillis(10);
  private static final Duration TIME_MAX = Duration.ofMinutes(1);

  public StoreConfig {
    Check.inRange("blockTime", blockTime, TIME_MIN, TIME_MAX);
    Check.inRange("blockRowsMax", blockRowsMax, 100, 200_000);
    Check.inRange("knownEdgesMax", knownEdgesMax, 1000, 10_000_000);
    Check.inRange("eventTime", eventTime, TIME_MIN, TIME_MAX);
    Check.inRange("eventRowsMax", eventRowsMax, 10, 100_000);
  }

  /** Blocks of 0.6 s: with two partitions a report is in the tables within a second. */
  public static StoreConfig defaults() {
    return new StoreConfig(Duration.ofMillis(600), 20_000, 200_000, Duration.ofSeconds(1), 2000);
  }
}

package dev.meshscope.aggregator.aggregate;

import dev.meshscope.runtime.config.Check;
import dev.meshscope.runtime.config.DataSize;
import java.time.Duration;

/**
 * How aggregation runs.
 *
 * @param threads that work on partitions of topic {@code requests}, 1–64
 * @param commitInterval between two transactions, 10 ms–10 s: deltas are seen after their
 *     transaction
 * @param replicationFactor of the changelogs, −1 for the broker's default
 * @param storeMemory of RocksDB, for all stores together, 4 MiB–4 GiB
 * @param recordMax a record of several deltas is split beyond it, 16 KiB–8 MiB; the broker must
 *     take records of this size
 * @param sequenceRangesMax ranges of sequences kept per collector run and partition, 2–10,000:
 *     beyond it the oldest gap is taken for lost
 * @param topicsTimeout how long missing topics are waited for once Kafka answers, 1 s–1 h
 */
public record AggregateConfig(
    int threads,
    Duration commitInterval,
    int replicationFactor,
    DataSize storeMemory,
    DataSize recordMax,
    int sequenceRangesMax,
    Duration topicsTimeout) {
  public AggregateConfig {
    Check.inRange("threads", threads, 1, 64);
    Check.inRange("commitInterval", commitInterval, Duration.ofMillis(10), Duration.ofSeconds(10));
    Check.inRange("replicationFactor", replicationFactor, -1, 9);
    Check.require(replicationFactor != 0, "replicationFactor", "must be -1 or at least 1");
    Check.inRange("storeMemory", storeMemory, DataSize.ofMebibytes(4), DataSize.ofGibibytes(4));
    Check.inRange("recordMax", recordMax, DataSize.ofKibibytes(16), DataSize.ofMebibytes(8));
    Check.inRange("sequenceRangesMax", sequenceRangesMax, 2, 10_000);
    Check.inRange("topicsTimeout", topicsTimeout, Duration.ofSeconds(1), Duration.ofHours(1));
  }

  /** One thread, transactions of 100 ms. */
  public static AggregateConfig defaults() {
    return new AggregateConfig(
        1,
        Duration.ofMillis(100),
        -1,
        DataSize.ofMebibytes(32),
        DataSize.ofKibibytes(512),
        1000,
        Duration.ofMinutes(2));
  }
}

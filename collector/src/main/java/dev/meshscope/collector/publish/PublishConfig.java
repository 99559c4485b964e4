package dev.meshscope.collector.publish;

import dev.meshscope.runtime.config.Check;
import dev.meshscope.runtime.config.DataSize;
import java.time.Duration;

/**
 * How reports are put into batches.
 *
 * @param linger how long a batch stays open after its first report
 * @param batchRowsMax reports in a batch
 * @param batchBytesMax about how long a batch may become, before compression
 * @param bufferBytesMax what may wait for Kafka's acknowledgement; when it is full the collector
 *     stops to read, so that proxies drop and count
 * @param idleInterval how often a partition without reports gets an empty batch
 * @param aliveInterval how often a node with an open stream is said to be alive
 * @param flushTimeout how long a clean stop waits for acknowledgements
 * @param nodesMax nodes whose signs of life are told; further ones are counted only
 */
public record PublishConfig(
    Duration linger,
    int batchRowsMax,
    DataSize batchBytesMax,
    DataSize bufferBytesMax,
    Duration idleInterval,
    Duration aliveInterval,
    Duration flushTimeout,
    int nodesMax) {
  public PublishConfig {
    Check.inRange("linger", linger, Duration.ofMillis(1), Duration.ofMinutes(1));
    Check.inRange("batchRowsMax", batchRowsMax, 1, 1_000_000);
    Check.inRange(
        "batchBytesMax", batchBytesMax, DataSize.ofKibibytes(1), DataSize.ofMebibytes(16));
    Check.inRange(
        "bufferBytesMax", bufferBytesMax, DataSize.ofKibibytes(64), DataSize.ofMebibytes(1024));
    Check.inRange("idleInterval", idleInterval, Duration.ofMillis(100), Duration.ofMinutes(10));
    Check.inRange("aliveInterval", aliveInterval, Duration.ofMillis(100), Duration.ofMinutes(10));
    Check.inRange("flushTimeout", flushTimeout, Duration.ofMillis(100), Duration.ofMinutes(5));
    Check.inRange("nodesMax", nodesMax, 1, 10_000_000);
  }

  /** Freshness of 0.2 s, and some minutes of a small mesh while Kafka is away. */
  public static PublishConfig defaults() {
    return new PublishConfig(
        Duration.ofMillis(200),
        8_000,
        DataSize.ofKibibytes(512),
        DataSize.ofMebibytes(32),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofSeconds(8),
        100_000);
  }
}

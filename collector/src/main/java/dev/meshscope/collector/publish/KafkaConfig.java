package dev.meshscope.collector.publish;

import dev.meshscope.runtime.config.Check;
import dev.meshscope.runtime.config.DataSize;

/**
 * Which Kafka, and the topics there.
 *
 * @param bootstrapServers {@code host:port}, several separated by commas
 * @param requestsPartitions of topic {@code requests} if we create it
 * @param edgeDeltasPartitions of topic {@code edge-deltas} if we create it
 * @param retentionBytes bound of one partition on disk, in topics that we create
 */
public record KafkaConfig(
    String bootstrapServers,
    int requestsPartitions,
    int edgeDeltasPartitions,
    DataSize retentionBytes) {
  public KafkaConfig {
    Check.notBlank("bootstrapServers", bootstrapServers);
    Check.inRange("requestsPartitions", requestsPartitions, 1, 1_000);
    Check.inRange("edgeDeltasPartitions", edgeDeltasPartitions, 1, 1_000);
    Check.inRange(
        "retentionBytes", retentionBytes, DataSize.ofMebibytes(16), DataSize.ofGibibytes(65_536));
  }

  /** A broker on this machine. */
  public static KafkaConfig defaults() {
    return new KafkaConfig("127.0.0.1:9092", 4, 2, DataSize.ofGibibytes(8));
  }

  /** The same at another place. */
  public KafkaConfig movedTo(String otherServers) {
    return new KafkaConfig(otherServers, requestsPartitions, edgeDeltasPartitions, retentionBytes);
  }
}

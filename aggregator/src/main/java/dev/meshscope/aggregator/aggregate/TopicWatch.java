package dev.meshscope.aggregator.aggregate;

import dev.meshscope.model.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Looks for the topics that aggregation reads and writes; whoever publishes creates them. */
final class TopicWatch implements AutoCloseable {
  private static final List<String> NEEDED =
      List.of(
          Topics.REQUESTS,
          Topics.IDENTITIES,
          Topics.INVENTORY,
          Topics.EDGE_DELTAS,
          Topics.DEAD_LETTERS);
  private static final int TIMEOUT_MILLIS = 5_000;

  private final Admin admin;

  TopicWatch(String bootstrapServers) {
    admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                TIMEOUT_MILLIS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                TIMEOUT_MILLIS));
  }

  /** Looks once; an answer, whatever the state of Kafka. */
  Seen look() throws InterruptedException {
    Map<String, Integer> partitions = new HashMap<>();
    TreeSet<String> missing = new TreeSet<>();
    Map<String, KafkaFuture<TopicDescription>> topics =
        admin.describeTopics(NEEDED).topicNameValues();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> topic : topics.entrySet()) {
      try {
        partitions.put(topic.getKey(), topic.getValue().get().partitions().size());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          return new Seen.Away(String.valueOf(e.getCause()));
        }
        missing.add(topic.getKey());
      }
    }
    return missing.isEmpty()
        ? new Seen.All(partitions.getOrDefault(Topics.EDGE_DELTAS, 0))
        : new Seen.Missing(String.join(", ", missing));
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
  }

  /** What was seen. */
  sealed interface Seen {
    /** All topics exist. */
    record All(int deltaPartitions) implements Seen {}

    /** Kafka answers, and knows no topics of these names. */
    record Missing(String names) implements Seen {}

    /** Kafka does not answer. */
    record Away(String reason) implements Seen {}
  }
}

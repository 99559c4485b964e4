package dev.meshscope.collector.publish;

import dev.meshscope.model.Topics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates all topics of the installation that are not there; those that are stay as they are. The
 * collector does it because nothing can happen before it has.
 */
final class TopicCreation {
  private static final Logger log = LoggerFactory.getLogger(TopicCreation.class);
  private static final int TIMEOUT_MILLIS = 10_000;
  private static final int REQUEST_TIMEOUT_MILLIS = 5_000;

  private final KafkaConfig config;

  TopicCreation(KafkaConfig config) {
    this.config = config;
  }

  /**
   * Creates what is missing.
   *
   * @return how many partitions topic {@code requests} has
   * @throws ExecutionException when Kafka is away or refuses
   */
  int run() throws ExecutionException, InterruptedException {
    Topics.Partitions partitions =
        new Topics.Partitions(config.requestsPartitions(), config.edgeDeltasPartitions());
    try (Admin admin =
        Admin.create(
            Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                config.bootstrapServers(),
                AdminClientConfig.CLIENT_ID_CONFIG,
                "meshscope-collector-topics",
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                TIMEOUT_MILLIS,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                REQUEST_TIMEOUT_MILLIS))) {
      create(admin, Topics.all(partitions, config.retentionBytes().bytes()));
      return admin
          .describeTopics(List.of(Topics.REQUESTS))
          .allTopicNames()
          .get()
          .values()
          .iterator()
          .next()
          .partitions()
          .size();
    }
  }

  private static void create(Admin admin, List<Topics.Topic> topics)
      throws ExecutionException, InterruptedException {
    List<NewTopic> wanted =
        topics.stream()
            .map(t ->
                new NewTopic(t.name(), Optional.of(t.partitions()), Optional.empty())
                    .configs(t.config()))
            .toList();
    for (Map.Entry<String, KafkaFuture<Void>> made :
        admin.createTopics(wanted).values().entrySet()) {
      try {
        made.getValue().get();
        log.atInfo().addKeyValue("topic", made.getKey()).log("topic created");
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
  }
}

package dev.meshscope.queryapi.alert;

import dev.meshscope.embedded.EmbeddedKafka;
import dev.meshscope.embedded.EmbeddedKafkaConfig;
import dev.meshscope.model.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** The real broker with the topics of alerts and notifications. */
public final class Broker {
  private static final Set<String> NAMES = Set.of(Topics.ALERTS, Topics.NOTIFICATIONS);

  private Broker() {}

  /** One that keeps its data in a directory; on any port for 0. */
  public static EmbeddedKafka start(Path directory, int port) throws Exception {
    EmbeddedKafka kafka = new EmbeddedKafka(EmbeddedKafkaConfig.of(directory, port));
    kafka.start();
    return kafka;
  }

  /** Makes the topics, which a directory has once. */
  public static void createTopics(String bootstrapServers) throws Exception {
    List<NewTopic> topics =
        Topics.all(new Topics.Partitions(1, 1), 1 << 30).stream()
            .filter(topic -> NAMES.contains(topic.name()))
            .map(topic ->
                new NewTopic(topic.name(), topic.partitions(), (short) 1).configs(topic.config()))
            .toList();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
      admin.createTopics(topics).all().get(30, TimeUnit.SECONDS);
    }
  }
}

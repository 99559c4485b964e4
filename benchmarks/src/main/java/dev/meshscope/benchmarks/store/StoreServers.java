package dev.meshscope.benchmarks.store;

import dev.meshscope.embedded.EmbeddedClickHouse;
import dev.meshscope.embedded.EmbeddedClickHouseConfig;
import dev.meshscope.embedded.EmbeddedKafka;
import dev.meshscope.embedded.EmbeddedKafkaConfig;
import dev.meshscope.model.Topics;
import dev.meshscope.storage.ClickHouseConfig;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The broker, with our topics of one partition each, and the engine. */
final class StoreServers implements AutoCloseable {
  private static final long RETENTION_BYTES = 1L << 30;

  private final EmbeddedKafka kafka;
  private final EmbeddedClickHouse engine;

  /**
   * Starts both.
   *
   * @param home the folder with the tools
   * @param data an empty one
   */
  StoreServers(Path home, Path data) throws ExecutionException, InterruptedException {
    kafka = new EmbeddedKafka(EmbeddedKafkaConfig.of(data.resolve("kafka"), 0));
    engine =
        new EmbeddedClickHouse(EmbeddedClickHouseConfig.of(home, data.resolve("clickhouse"), 0));
    boolean isStarted = false;
    try {
      engine.start();
      kafka.start();
      createTopics();
      isStarted = true;
    } finally {
      if (!isStarted) {
        close();
      }
    }
  }

  String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  ClickHouseConfig clickHouse() {
    return ClickHouseConfig.at(URI.create(engine.url()));
  }

  /** The engine's process. */
  ProcessHandle engineProcess() {
    return engine.process();
  }

  /** A producer for records of some hundred kilobytes. */
  KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers(),
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "lz4",
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            8 << 20),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  @Override
  public void close() {
    try {
      engine.close();
    } finally {
      kafka.close();
    }
  }

  private void createTopics() throws ExecutionException, InterruptedException {
    List<NewTopic> topics =
        Topics.all(new Topics.Partitions(1, 1), RETENTION_BYTES).stream()
            .map(topic ->
                new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.empty())
                    .configs(topic.config()))
            .toList();
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()))) {
      admin.createTopics(topics).all().get();
    }
  }
}

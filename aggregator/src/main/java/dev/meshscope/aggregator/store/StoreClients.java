package dev.meshscope.aggregator.store;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes the Kafka clients. Members are static: after a crash the same instance is back within
 * seconds and nobody waits for a rebalance.
 *
 * @param bootstrapServers where Kafka is
 * @param instanceId names this process among all that store, across restarts
 */
record StoreClients(String bootstrapServers, String instanceId) {
  /** The group that stores deltas. */
  static final String GROUP = "meshscope-store";

  /** The group that stores signs of life and announcements. */
  static final String EVENTS_GROUP = "meshscope-store-events";

  private static final int REQUEST_TIMEOUT_MILLIS = 10_000;
  private static final int API_TIMEOUT_MILLIS = 15_000;

  Admin admin() {
    Map<String, Object> settings = common("meshscope-store-admin");
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, API_TIMEOUT_MILLIS);
    return Admin.create(settings);
  }

  /** Never guesses an offset: the writer decides where to begin. */
  Consumer<byte[], byte[]> deltas() {
    Map<String, Object> settings = consumer(GROUP);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** At least once, into tables that take a row twice. */
  Consumer<byte[], byte[]> events() {
    Map<String, Object> settings = consumer(EVENTS_GROUP);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  Producer<byte[], byte[]> deadLetters() {
    Map<String, Object> settings = common("meshscope-store-dead-letters");
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, API_TIMEOUT_MILLIS);
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private Map<String, Object> consumer(String group) {
    Map<String, Object> settings = common(group);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, API_TIMEOUT_MILLIS);
    settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instanceId);
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6000);
    settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 1500);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    // A new topic or partition is noticed within this time.
    settings.put(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, 10_000);
    return settings;
  }

  private Map<String, Object> common(String clientId) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
    settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MILLIS);
    return settings;
  }
}

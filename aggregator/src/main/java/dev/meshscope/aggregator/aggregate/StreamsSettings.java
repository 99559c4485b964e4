package dev.meshscope.aggregator.aggregate;

import static org.apache.kafka.streams.StreamsConfig.consumerPrefix;
import static org.apache.kafka.streams.StreamsConfig.mainConsumerPrefix;
import static org.apache.kafka.streams.StreamsConfig.producerPrefix;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Settings of Kafka Streams. Those of group and transaction bring a killed instance back in 3–6 s
 * instead of 45–50 s: it comes back under its own name, and the broker gives up its transaction
 * soon.
 */
final class StreamsSettings {
  static final String APPLICATION_ID = "meshscope-aggregator";

  /** Of batches, each of hundreds of reports; Streams' own limit is a thousand. */
  private static final int BUFFERED_BATCHES_MAX = 100;

  /** On for good from Streams 5.0 on; until then the constant is deprecated. */
  private static final String GLOBAL_EXCEPTIONS_CONFIG =
      "processing.exception.handler.global.enabled";

  private static final int FETCH_BYTES_MAX = 8 << 20;

  /** Uncompressed, so above what a broker takes compressed. */
  private static final int REQUEST_BYTES_MAX = 16 << 20;

  private StreamsSettings() {}

  static Map<String, Object> of(AggregateConfig config, Membership membership, RocksMemory memory) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, APPLICATION_ID);
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, membership.bootstrapServers());
    settings.put(StreamsConfig.STATE_DIR_CONFIG, membership.stateDirectory().toString());
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threads());
    settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitInterval().toMillis());
    settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, config.replicationFactor());
    settings.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    settings.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
    settings.put(GLOBAL_EXCEPTIONS_CONFIG, true);
    // The assignor makes settings of its own out of the consumer's, and warns when these lack it.
    settings.put(mainConsumerPrefix(GLOBAL_EXCEPTIONS_CONFIG), true);
    settings.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, BUFFERED_BATCHES_MAX);
    settings.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, BoundedRocksMemory.class);
    settings.put(BoundedRocksMemory.MEMORY, memory);
    group(settings, membership.instanceId());
    consumers(settings);
    producers(settings);
    return settings;
  }

  private static void group(Map<String, Object> settings, String instanceId) {
    settings.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
    settings.put(mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), instanceId);
    settings.put(mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 6_000);
    settings.put(mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 1_500);
  }

  private static void consumers(Map<String, Object> settings) {
    settings.put(consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    settings.put(consumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG), FETCH_BYTES_MAX);
    settings.put(mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), BUFFERED_BATCHES_MAX);
  }

  private static void producers(Map<String, Object> settings) {
    settings.put(producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 5_000);
    settings.put(producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    settings.put(producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), REQUEST_BYTES_MAX);
    // The first batch of a transaction is refused while the markers of the one before are written.
    // One behind it on its way would then be out of sequence: an error of the broker's, and a
    // retry.
    settings.put(producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), 1);
  }
}

package dev.meshscope.collector.publish;

import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes producers that keep the order and never give a record up by themselves: idempotent, all
 * replicas, no delivery timeout. Batching is ours, so that the producer does not linger.
 */
final class Producers implements Supplier<Producer<byte[], byte[]>> {
  private static final int MAX_BLOCK_MILLIS = 5_000;
  private static final int REQUEST_TIMEOUT_MILLIS = 10_000;
  private static final int RECONNECT_MILLIS = 100;
  private static final int RECONNECT_MILLIS_MAX = 1_000;

  private final KafkaConfig kafka;
  private final PublishConfig publish;
  private final String clientId;

  Producers(KafkaConfig kafka, PublishConfig publish, String clientId) {
    this.kafka = kafka;
    this.publish = publish;
    this.clientId = clientId;
  }

  @Override
  public Producer<byte[], byte[]> get() {
    return new KafkaProducer<>(
        Map.ofEntries(
            Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()),
            Map.entry(ProducerConfig.CLIENT_ID_CONFIG, clientId),
            Map.entry(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true),
            Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
            Map.entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4"),
            Map.entry(ProducerConfig.LINGER_MS_CONFIG, 0),
            Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE),
            Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MILLIS),
            Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MILLIS),
            Map.entry(ProducerConfig.RECONNECT_BACKOFF_MS_CONFIG, RECONNECT_MILLIS),
            Map.entry(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MILLIS_MAX),
            Map.entry(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, requestBytesMax()),
            Map.entry(ProducerConfig.BUFFER_MEMORY_CONFIG, bufferBytes())),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** A batch is closed at its limit by an estimate, and the last message may go beyond. */
  private int requestBytesMax() {
    return (int) Math.min(Integer.MAX_VALUE, 4 * publish.batchBytesMax().bytes() + (1 << 20));
  }

  /** More than the outlet lets through, so that the producer itself never blocks on memory. */
  private long bufferBytes() {
    return 2 * publish.bufferBytesMax().bytes() + requestBytesMax();
  }
}

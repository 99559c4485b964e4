package dev.meshscope.queryapi.alert.evaluate;

import dev.meshscope.model.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes one partition of topic {@code alerts}, each change whole or not at all. There is one
 * writer of a partition: the one that began last. After any failure it is of no more use, because
 * nobody knows whether the change was committed: a new one finds that out.
 */
final class AlertWriter implements AutoCloseable {
  private static final int CALL_MILLIS_MAX = 5_000;
  private static final int TRANSACTION_MILLIS_MAX = 15_000;
  private static final Duration CLOSE_MAX = Duration.ofSeconds(1);

  private final AlertCodec codec;
  private final int partition;
  private final Producer<byte[], byte[]> producer;

  AlertWriter(Evaluator.Place place, int partition) {
    this.partition = partition;
    codec = new AlertCodec(place.tenant());
    producer = open(place, partition);
  }

  /**
   * Locks every writer of before out, and ends what it had begun.
   *
   * @return the offset of a record behind everything that was ever committed
   */
  long begin() {
    producer.initTransactions();
    producer.beginTransaction();
    Future<RecordMetadata> sent = send(new AlertRecord.Lead(partition));
    producer.commitTransaction();
    try {
      return sent.get().offset();
    } catch (ExecutionException e) {
      throw new KafkaException("a committed record is lost", e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  /** Writes all of it, or nothing. */
  void commit(List<AlertRecord> changes) {
    producer.beginTransaction();
    for (AlertRecord change : changes) {
      var _ = send(change); // the commit fails with it
    }
    producer.commitTransaction();
  }

  @Override
  public void close() {
    producer.close(CLOSE_MAX);
  }

  /** Whether a failure says that another writer has begun since. */
  static boolean isFenced(KafkaException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ProducerFencedException
          || cause instanceof InvalidProducerEpochException) {
        return true;
      }
    }
    return false;
  }

  private Future<RecordMetadata> send(AlertRecord record) {
    byte @Nullable [] value = codec.value(record);
    return producer.send(new ProducerRecord<>(Topics.ALERTS, partition, codec.key(record), value));
  }

  private static Producer<byte[], byte[]> open(Evaluator.Place place, int partition) {
    return new KafkaProducer<>(
        Map.ofEntries(
            Map.entry(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, place.bootstrapServers()),
            Map.entry(ProducerConfig.CLIENT_ID_CONFIG, "meshscope-alerts-" + partition),
            Map.entry(ProducerConfig.TRANSACTIONAL_ID_CONFIG, place.transactionalId(partition)),
            Map.entry(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_MILLIS_MAX),
            Map.entry(ProducerConfig.ACKS_CONFIG, "all"),
            Map.entry(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4"),
            Map.entry(ProducerConfig.LINGER_MS_CONFIG, 0),
            Map.entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, CALL_MILLIS_MAX),
            Map.entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, CALL_MILLIS_MAX / 2),
            Map.entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, CALL_MILLIS_MAX)),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}

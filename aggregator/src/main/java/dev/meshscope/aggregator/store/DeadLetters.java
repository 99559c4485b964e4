package dev.meshscope.aggregator.store;

import dev.meshscope.model.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts records that cannot be read aside, as they are. A block that is rebuilt after a crash puts
 * its own aside again.
 */
final class DeadLetters implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
  private static final long SEND_SECONDS_MAX = 30;

  private final Supplier<Producer<byte[], byte[]>> producers;
  private @Nullable Producer<byte[], byte[]> producer;

  /**
   * @param producers makes a producer when the first one is needed
   */
  DeadLetters(Supplier<Producer<byte[], byte[]>> producers) {
    this.producers = producers;
  }

  /**
   * Returns when Kafka has taken the record.
   *
   * @throws KafkaException when it did not; the record was not put aside then
   */
  void add(ConsumerRecord<byte[], byte[]> unreadable, Exception reason) {
    if (producer == null) {
      producer = producers.get();
    }
    String said = Objects.toString(reason.getMessage(), reason.toString());
    ProducerRecord<byte[], byte[]> letter =
        new ProducerRecord<>(Topics.DEAD_LETTERS, unreadable.key(), unreadable.value());
    letter.headers().add(Topics.REASON_HEADER, said.getBytes(StandardCharsets.UTF_8));
    try {
      producer.send(letter).get(SEND_SECONDS_MAX, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("cannot put an unreadable record aside", e);
    } catch (InterruptedException e) {
      throw new InterruptException(e); // sets the flag again
    }
    LOG.atWarn()
        .addKeyValue("topic", unreadable.topic())
        .addKeyValue("partition", unreadable.partition())
        .addKeyValue("offset", unreadable.offset())
        .addKeyValue("reason", said)
        .log("put an unreadable record aside");
  }

  @Override
  public void close() {
    if (producer != null) {
      producer.close();
    }
  }
}

package dev.meshscope.queryapi.inventory;

import dev.meshscope.model.Inventory;
import dev.meshscope.model.InventoryCodec;
import dev.meshscope.model.Topics;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes an inventory the one in force, and takes versions back that no report can need any more.
 * That happens a few times a day, so that a producer lives no longer than one change.
 */
final class InventoryPublisher {
  private static final Logger log = LoggerFactory.getLogger(InventoryPublisher.class);
  private static final int REQUEST_BYTES_MAX = 8 << 20;

  private final Inventories.Place place;
  private final InventoryConfig config;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();

  InventoryPublisher(Inventories.Place place, InventoryConfig config, InstantSource clock) {
    this.place = place;
    this.config = config;
    this.clock = clock;
  }

  /** Now, as versions are named by it. */
  long nowMicros() {
    return ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
  }

  /**
   * Publishes clusters, unless they are in force already. One at a time: which versions are
   * obsolete depends on the one before.
   */
  Outcome publish(List<Inventory.Cluster> clusters, InventoryTopic topic) {
    lock.lock();
    try {
      Optional<Versions> versions = topic.versions();
      if (versions.isEmpty() || !topic.trouble().isEmpty()) {
        return new Outcome.Away(topic.trouble());
      }
      long now = nowMicros();
      Optional<Inventory> before = versions.get().at(now);
      boolean isInForce = before.filter(one -> one.clusters().equals(clusters)).isPresent();
      if (isInForce && !versions.get().hasAfter(now)) {
        return new Outcome.InForce(before.orElseThrow());
      }
      return publish(new Inventory(new Inventory.Key(place.tenant(), now), clusters), topic);
    } finally {
      lock.unlock();
    }
  }

  private Outcome publish(Inventory next, InventoryTopic topic) {
    byte[] value = InventoryCodec.encodeValue(next);
    List<Inventory.Key> obsolete =
        topic
            .versions()
            .orElse(Versions.NONE)
            .with(next, value.length)
            .obsolete(next.key().sinceMicros(), config.historyMax().bytes());
    try (Producer<byte[], byte[]> producer = open()) {
      Future<RecordMetadata> sent = producer.send(record(next.key(), value));
      Map<Inventory.Key, Future<RecordMetadata>> takenBack = new LinkedHashMap<>();
      obsolete.forEach(key -> takenBack.put(key, producer.send(record(key, null))));
      sent.get();
      topic.take(next, value.length);
      log.atInfo()
          .addKeyValue("clusters", next.clusters().size())
          .addKeyValue("bytes", value.length)
          .addKeyValue("takenBack", takenBack.size())
          .log("inventory published");
      forget(takenBack, topic);
      return new Outcome.InForce(next);
    } catch (ExecutionException e) {
      return failed(e.getCause());
    } catch (KafkaException e) {
      return failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Away("this process stops");
    }
  }

  /** What could not be taken back is tried again with the next version. */
  private static void forget(
      Map<Inventory.Key, Future<RecordMetadata>> takenBack, InventoryTopic topic)
      throws InterruptedException {
    for (Map.Entry<Inventory.Key, Future<RecordMetadata>> one : takenBack.entrySet()) {
      try {
        one.getValue().get();
        topic.forget(one.getKey());
      } catch (ExecutionException e) {
        log.atWarn().setCause(e.getCause()).log("a version of the inventory stays for now");
      }
    }
  }

  private Outcome failed(@Nullable Throwable failure) {
    boolean isAway =
        failure instanceof RetriableException
            || (failure != null && failure.getCause() instanceof ConfigException);
    if (isAway) {
      return new Outcome.Away(
          "Kafka at " + place.bootstrapServers() + " does not answer: " + failure);
    }
    return new Outcome.Refused(String.valueOf(failure));
  }

  private static ProducerRecord<byte[], byte[]> record(Inventory.Key key, byte @Nullable [] value) {
    return new ProducerRecord<>(Topics.INVENTORY, InventoryCodec.encodeKey(key), value);
  }

  private Producer<byte[], byte[]> open() {
    int timeoutMillis = Math.toIntExact(config.timeout().toMillis());
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            place.bootstrapServers(),
            ProducerConfig.CLIENT_ID_CONFIG,
            "meshscope-inventory",
            ProducerConfig.ACKS_CONFIG,
            "all",
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            true,
            ProducerConfig.COMPRESSION_TYPE_CONFIG,
            "lz4",
            ProducerConfig.LINGER_MS_CONFIG,
            0,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            REQUEST_BYTES_MAX,
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            timeoutMillis / 2,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            timeoutMillis / 2,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            timeoutMillis),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }
}

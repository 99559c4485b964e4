package dev.meshscope.queryapi.inventory;

import dev.meshscope.model.Inventory;
import dev.meshscope.model.InventoryCodec;
import dev.meshscope.model.Topics;
import dev.meshscope.model.WireFormatException;
import dev.meshscope.runtime.Backoff;
import dev.meshscope.runtime.Health;
import dev.meshscope.runtime.Part;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows topic {@code inventory}, so that everybody here knows what is in force. Kafka may be away
 * as long as it likes: then this part says so and is ready all the same, because no question about
 * traffic needs it.
 */
public final class InventoryTopic implements Part {
  private static final Logger log = LoggerFactory.getLogger(InventoryTopic.class);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration POLL_MAX = Duration.ofSeconds(1);
  private static final Duration RETRY_FIRST = Duration.ofMillis(200);
  private static final Duration RETRY_LONGEST = Duration.ofSeconds(2);
  private static final int RECONNECT_MILLIS = 200;
  private static final int RECONNECT_MILLIS_MAX = 10_000;
  private static final long CLOSE_MILLIS = 5_000;

  private final Inventories.Place place;
  private final Backoff backoff =
      new Backoff(RETRY_FIRST, RETRY_LONGEST, RandomGenerator.getDefault());
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ReentrantLock lock = new ReentrantLock();
  private Versions versions = Versions.NONE;
  private boolean isRead;
  private volatile String trouble = "not read yet";
  private volatile @Nullable Consumer<byte[], byte[]> consumer;
  private @Nullable Thread thread;

  /**
   * @param place where the topic is and whose inventory is looked for; others are passed over
   */
  public InventoryTopic(Inventories.Place place) {
    this.place = place;
  }

  @Override
  public String name() {
    return "inventory";
  }

  @Override
  public void start() {
    thread = Thread.ofVirtual().name("inventory-topic").start(this::run);
  }

  @Override
  public Health check() {
    return Health.ready(trouble.isEmpty() ? "follows its topic" : trouble);
  }

  @Override
  public void close() {
    closing.countDown();
    Consumer<byte[], byte[]> open = consumer;
    if (open != null) {
      open.wakeup();
    }
    Thread started = thread;
    if (started != null) {
      join(started);
    }
  }

  /** The versions, once the topic was read through; empty until then. */
  Optional<Versions> versions() {
    lock.lock();
    try {
      return isRead ? Optional.of(versions) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /** Why the topic was not read, or cannot be written; empty when all is well. */
  String trouble() {
    return trouble;
  }

  /** Takes a version that was acknowledged, before it comes back. */
  void take(Inventory inventory, int bytes) {
    lock.lock();
    try {
      versions = versions.with(inventory, bytes);
    } finally {
      lock.unlock();
    }
  }

  /** Forgets a version that was taken back. */
  void forget(Inventory.Key key) {
    lock.lock();
    try {
      versions = versions.without(key.sinceMicros());
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (!isClosing()) {
      try (Consumer<byte[], byte[]> opened = open()) {
        consumer = opened;
        while (!isClosing()) {
          tryToFollow(opened);
          pause();
        }
      } catch (WakeupException e) {
        closing.countDown(); // only closing wakes it up
      } catch (KafkaException e) {
        away(e);
        pause();
      }
    }
  }

  /** The consumer stays while Kafka is away: it knows how seldom to knock. */
  private void tryToFollow(Consumer<byte[], byte[]> open) {
    try {
      follow(open);
    } catch (RetriableException e) {
      away(e);
    }
  }

  private void follow(Consumer<byte[], byte[]> open) {
    List<TopicPartition> partitions =
        open.partitionsFor(Topics.INVENTORY, CALL_TIMEOUT).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      become(
          Versions.NONE, "Kafka has no topic " + Topics.INVENTORY + " yet; collectors create it");
      return;
    }
    open.assign(partitions);
    open.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = open.endOffsets(partitions, CALL_TIMEOUT);
    Versions read = Versions.NONE;
    while (!isClosing() && !isThrough(open, ends)) {
      for (ConsumerRecord<byte[], byte[]> record : open.poll(POLL_MAX)) {
        read = changed(read, record);
      }
    }
    become(read, "");
    backoff.reset();
    while (!isClosing()) {
      open.poll(POLL_MAX).forEach(this::take);
    }
  }

  private static boolean isThrough(Consumer<byte[], byte[]> open, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> open.position(end.getKey(), CALL_TIMEOUT) >= end.getValue());
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    lock.lock();
    try {
      versions = changed(versions, record);
    } finally {
      lock.unlock();
    }
  }

  private Versions changed(Versions before, ConsumerRecord<byte[], byte[]> record) {
    try {
      Inventory.Key key = InventoryCodec.decodeKey(record.key());
      if (!key.tenant().equals(place.tenant())) {
        return before;
      }
      byte[] value = record.value();
      return value == null
          ? before.without(key.sinceMicros())
          : before.with(InventoryCodec.decodeValue(key, value), value.length);
    } catch (WireFormatException e) {
      log.atWarn()
          .addKeyValue("offset", record.offset())
          .setCause(e)
          .log("a record of the inventory cannot be read");
      return before;
    }
  }

  /** The topic was read through. */
  private void become(Versions read, String newTrouble) {
    lock.lock();
    try {
      versions = read;
      isRead = true;
    } finally {
      lock.unlock();
    }
    become(newTrouble);
  }

  private void away(KafkaException e) {
    become("Kafka at " + place.bootstrapServers() + " does not answer: " + e.getMessage());
  }

  private void become(String now) {
    if (!now.equals(trouble)) {
      log.atInfo().addKeyValue("trouble", now).log("inventory topic changed");
    }
    trouble = now;
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void pause() {
    try {
      var _ = closing.await(backoff.nextDelay().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      closing.countDown(); // nobody interrupts it but whoever wants it to end
    }
  }

  private Consumer<byte[], byte[]> open() {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            place.bootstrapServers(),
            ConsumerConfig.CLIENT_ID_CONFIG,
            "meshscope-inventory",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            false,
            ConsumerConfig.RECONNECT_BACKOFF_MS_CONFIG,
            RECONNECT_MILLIS,
            ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
            RECONNECT_MILLIS_MAX),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static void join(Thread thread) {
    try {
      thread.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

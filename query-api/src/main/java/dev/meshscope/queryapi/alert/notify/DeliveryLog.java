package dev.meshscope.queryapi.alert.notify;

import dev.meshscope.model.Topics;
import dev.meshscope.model.WireFormatException;
import dev.meshscope.queryapi.alert.notify.Delivery.Told;
import dev.meshscope.runtime.Backoff;
import dev.meshscope.runtime.Health;
import dev.meshscope.runtime.Part;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
 * Topic {@code notifications}: what was told to whom, by every query-api, and what could not be.
 * While Kafka is away it knows what it read and what was told here, and writes that later.
 */
public final class DeliveryLog implements Part {
  private static final Logger log = LoggerFactory.getLogger(DeliveryLog.class);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration POLL_MAX = Duration.ofSeconds(1);
  private static final Duration RETRY_FIRST = Duration.ofMillis(200);
  private static final Duration RETRY_LONGEST = Duration.ofSeconds(2);
  private static final int RECONNECT_MILLIS = 200;
  private static final int RECONNECT_MILLIS_MAX = 10_000;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);

  private final Place place;
  private final Deliveries deliveries;
  private final DeliveryWriter writer;
  private final Backoff backoff =
      new Backoff(RETRY_FIRST, RETRY_LONGEST, RandomGenerator.getDefault());
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile boolean isRead;
  private volatile String trouble = "not read yet";
  private volatile @Nullable Consumer<byte[], byte[]> consumer;
  private volatile @Nullable Thread thread;

  /**
   * Where it is kept.
   *
   * @param bootstrapServers the Kafka brokers, {@code host:port} with commas between
   * @param tenant whose alerts; records of others are passed over
   */
  public record Place(String bootstrapServers, String tenant) {}

  /**
   * @param place where it is kept
   * @param config how much is remembered
   * @param telemetry counts what is written
   */
  public DeliveryLog(Place place, NotifyConfig config, Telemetry telemetry) {
    this.place = place;
    deliveries = new Deliveries(config.logMax(), config.groupsOfAllMax());
    writer = new DeliveryWriter(place.bootstrapServers(), telemetry);
  }

  /** The latest deliveries of all query-apis, the newest first. */
  public List<Delivery> recent() {
    return deliveries.recent();
  }

  @Override
  public String name() {
    return "notification-log";
  }

  @Override
  public void start() {
    writer.start();
    thread = Thread.ofVirtual().name("notification-log").start(this::run);
  }

  /** Ready while Kafka is away: nothing else needs this topic. */
  @Override
  public Health check() {
    Thread started = thread;
    boolean hasDied = started != null && !started.isAlive() && !isClosing();
    if (hasDied || writer.hasDied()) {
      return Health.dead("the log of notifications has ended; see the log for why");
    }
    return Health.ready(trouble.isEmpty() ? "follows its topic" : trouble);
  }

  @Override
  public void close() {
    writer.close();
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

  /** The same for the dispatcher: what it takes is written as soon as Kafka takes it. */
  ToldLog told() {
    return new ToldLog() {
      @Override
      public String tenant() {
        return place.tenant();
      }

      @Override
      public boolean isRead() {
        return isRead;
      }

      @Override
      public Told told(Delivery.Key key) {
        return deliveries.told(key);
      }

      @Override
      public void take(Delivery delivery) {
        deliveries.take(delivery);
        writer.write(delivery);
      }
    };
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
        open.partitionsFor(Topics.NOTIFICATIONS, CALL_TIMEOUT).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      isRead = true;
      become("Kafka has no topic " + Topics.NOTIFICATIONS + " yet; collectors create it");
      return;
    }
    open.assign(partitions);
    open.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = open.endOffsets(partitions, CALL_TIMEOUT);
    while (!isClosing() && !isThrough(open, ends)) {
      open.poll(POLL_MAX).forEach(this::read);
    }
    isRead = true;
    become("");
    backoff.reset();
    while (!isClosing()) {
      open.poll(POLL_MAX).forEach(this::read);
    }
  }

  private static boolean isThrough(Consumer<byte[], byte[]> open, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> open.position(end.getKey(), CALL_TIMEOUT) >= end.getValue());
  }

  private void read(ConsumerRecord<byte[], byte[]> record) {
    try {
      Delivery delivery = DeliveryCodec.decode(record.value());
      if (delivery.key().tenant().equals(place.tenant())) {
        deliveries.take(delivery);
      }
    } catch (WireFormatException e) {
      log.atWarn()
          .addKeyValue("offset", record.offset())
          .setCause(e)
          .log("a record of the notifications cannot be read");
    }
  }

  private void away(KafkaException e) {
    become("Kafka at " + place.bootstrapServers() + " does not answer: " + e.getMessage());
  }

  private void become(String now) {
    if (!now.equals(trouble)) {
      log.atInfo().addKeyValue("trouble", now).log("notification log changed");
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
            "meshscope-notifications",
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
      thread.join(CLOSE_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

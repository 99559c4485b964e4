package dev.meshscope.queryapi.alert.notify;

import dev.meshscope.model.Topics;
import dev.meshscope.runtime.Backoff;
import dev.meshscope.runtime.telemetry.StageMetrics;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes deliveries one after the other, however long Kafka is away. */
final class DeliveryWriter {
  /** What waits for Kafka; when it is full, the oldest is given up. */
  static final int QUEUE_MAX = 10_000;

  private static final Logger log = LoggerFactory.getLogger(DeliveryWriter.class);
  private static final int REQUEST_BYTES_MAX = 8 << 20;
  private static final int SEND_MILLIS = 10_000;
  private static final Duration RETRY_FIRST = Duration.ofMillis(200);
  private static final Duration RETRY_LONGEST = Duration.ofSeconds(5);
  private static final long CLOSE_MILLIS = 3_000;
  private static final long POLL_MILLIS = 100;

  private final String bootstrapServers;
  private final StageMetrics metrics;
  private final BlockingQueue<Delivery> queue = new LinkedBlockingQueue<>(QUEUE_MAX);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Backoff backoff =
      new Backoff(RETRY_FIRST, RETRY_LONGEST, RandomGenerator.getDefault());
  private volatile @Nullable Delivery next;
  private volatile @Nullable Thread thread;

  DeliveryWriter(String bootstrapServers, Telemetry telemetry) {
    this.bootstrapServers = bootstrapServers;
    metrics =
        telemetry
            .stage("notification-log", "records")
            .dropping(Drop.values())
            .failing(Failure.values());
  }

  void start() {
    thread = Thread.ofVirtual().name("notification-writer").start(this::run);
  }

  boolean hasDied() {
    Thread started = thread;
    return started != null && !started.isAlive() && !isClosing();
  }

  void write(Delivery delivery) {
    metrics.received(1);
    while (!queue.offer(delivery)) {
      if (queue.poll() != null) {
        metrics.dropped(Drop.QUEUE_FULL, 1);
      }
    }
  }

  /** Writes what it can within 3 s. */
  void close() {
    closing.countDown();
    Thread started = thread;
    if (started == null) {
      return;
    }
    try {
      started.join(CLOSE_MILLIS);
      started.interrupt();
      started.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    int left = queue.size() + (next == null ? 0 : 1);
    if (left > 0) {
      metrics.dropped(Drop.CLOSED, left);
      log.atWarn()
          .addKeyValue("records", left)
          .log("Kafka did not take what was told; it may be told again, with the same ids");
    }
  }

  private void run() {
    while (isNeeded()) {
      try (Producer<byte[], byte[]> producer = open()) {
        writeAll(producer);
      } catch (KafkaException e) {
        failed(e);
        pause();
      } catch (InterruptedException e) {
        return; // only closing interrupts it
      }
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
    }
  }

  private void writeAll(Producer<byte[], byte[]> producer) throws InterruptedException {
    while (isNeeded()) {
      Delivery one = next;
      if (one == null) {
        next = queue.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
      } else if (isDone(producer, one)) {
        next = null;
        backoff.reset();
      } else {
        pause();
      }
    }
  }

  /** Written, or refused for good. */
  private boolean isDone(Producer<byte[], byte[]> producer, Delivery delivery)
      throws InterruptedException {
    byte[] key = DeliveryCodec.key(delivery.key());
    long startNanos = System.nanoTime();
    try {
      producer
          .send(new ProducerRecord<>(Topics.NOTIFICATIONS, key, DeliveryCodec.value(delivery)))
          .get();
      metrics.sent(1);
      metrics.took(Duration.ofNanos(System.nanoTime() - startNanos));
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RecordTooLargeException) {
        metrics.dropped(Drop.TOO_LARGE, 1);
        log.atError()
            .addKeyValue("groupKey", delivery.key().groupKey())
            .setCause(e.getCause())
            .log("what was told is too much for one record; it is told again after a restart");
        return true;
      }
      failed(e.getCause());
      return false;
    }
  }

  private void failed(@Nullable Throwable cause) {
    boolean isAbsent = cause instanceof InvalidTopicException;
    metrics.error(isAbsent ? Failure.NO_TOPIC : Failure.KAFKA);
    log.atDebug().setCause(cause).log("Kafka does not take what was told");
  }

  private void pause() {
    try {
      Thread.sleep(backoff.nextDelay());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closing: the loops look at it
    }
  }

  private boolean isNeeded() {
    return !isClosing() || next != null || !queue.isEmpty();
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private Producer<byte[], byte[]> open() {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ProducerConfig.CLIENT_ID_CONFIG,
            "meshscope-notifications",
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
            SEND_MILLIS / 2,
            ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            SEND_MILLIS / 2,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            SEND_MILLIS),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** Why a record was not written. */
  private enum Drop {
    /** Kafka was away too long. */
    QUEUE_FULL,
    /** It is longer than Kafka allows. */
    TOO_LARGE,
    /** This process stopped while Kafka was away. */
    CLOSED
  }

  /** What went wrong, and is tried again. */
  private enum Failure {
    /** No answer, or none that helps. */
    KAFKA,
    /** The topic is not there. */
    NO_TOPIC
  }
}

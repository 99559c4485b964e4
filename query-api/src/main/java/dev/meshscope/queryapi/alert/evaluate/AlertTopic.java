package dev.meshscope.queryapi.alert.evaluate;

import dev.meshscope.model.Topics;
import dev.meshscope.model.WireFormatException;
import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.runtime.Backoff;
import dev.meshscope.runtime.Health;
import dev.meshscope.runtime.Part;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
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
 * Follows topic {@code alerts}: committed states of every group, whoever evaluates it. While Kafka
 * is away the last known states stay, and this part is ready all the same.
 */
final class AlertTopic implements Part {
  private static final Logger log = LoggerFactory.getLogger(AlertTopic.class);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration POLL_MAX = Duration.ofSeconds(1);
  private static final Duration RETRY_FIRST = Duration.ofMillis(200);
  private static final Duration RETRY_LONGEST = Duration.ofSeconds(2);
  private static final int RECONNECT_MILLIS = 200;
  private static final int RECONNECT_MILLIS_MAX = 2_000;
  private static final int WARNINGS_MAX = 100;
  private static final long CLOSE_MILLIS = 5_000;

  private final Evaluator.Place place;
  private final AlertCodec codec;
  private final int alertsMax;
  private final Backoff backoff =
      new Backoff(RETRY_FIRST, RETRY_LONGEST, RandomGenerator.getDefault());
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final Map<Integer, Long> positions = new HashMap<>();
  private TopicView view;
  private long passedOver;
  private volatile String trouble = "alerts are not read yet";
  private volatile @Nullable Consumer<byte[], byte[]> consumer;
  private @Nullable Thread thread;

  AlertTopic(Evaluator.Place place, int alertsMax) {
    this.place = place;
    this.alertsMax = alertsMax;
    codec = new AlertCodec(place.tenant());
    view = new TopicView(alertsMax);
  }

  @Override
  public String name() {
    return "alert-topic";
  }

  @Override
  public void start() {
    thread = Thread.ofVirtual().name("alert-topic").start(this::run);
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
      Threads.join(started, CLOSE_MILLIS);
    }
  }

  /** Why the topic was not read; empty when all is well. */
  String trouble() {
    return trouble;
  }

  /** Every alert, in order. */
  List<Alert> all() {
    lock.lock();
    try {
      return Tracked.sorted(view.all());
    } finally {
      lock.unlock();
    }
  }

  /** How many alerts there are. */
  int size() {
    lock.lock();
    try {
      return view.size();
    } finally {
      lock.unlock();
    }
  }

  /** A copy of what is known of every group. */
  Map<String, GroupView> groups() {
    lock.lock();
    try {
      return view.groups();
    } finally {
      lock.unlock();
    }
  }

  /** A copy of what is known of one group. */
  GroupView group(String name) {
    lock.lock();
    try {
      return view.group(name);
    } finally {
      lock.unlock();
    }
  }

  /** How many partitions the topic has; 0 while that is not known. */
  int partitions() {
    lock.lock();
    try {
      return positions.size();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until a record was taken.
   *
   * @return whether it was, in time
   */
  boolean awaitTaken(int partition, long offset, Duration timeout) throws InterruptedException {
    long left = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (positions.getOrDefault(partition, 0L) <= offset) {
        if (left <= 0) {
          return false;
        }
        left = moved.awaitNanos(left);
      }
      return true;
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

  private void tryToFollow(Consumer<byte[], byte[]> open) {
    try {
      follow(open);
    } catch (RetriableException e) {
      away(e);
    }
  }

  private void follow(Consumer<byte[], byte[]> open) {
    List<TopicPartition> partitions =
        open.partitionsFor(Topics.ALERTS, CALL_TIMEOUT).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      become("Kafka has no topic " + Topics.ALERTS + " yet; collectors create it");
      return;
    }
    open.assign(partitions);
    open.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = open.endOffsets(partitions, CALL_TIMEOUT);
    TopicView fresh = new TopicView(alertsMax);
    while (!isClosing() && !isThrough(open, ends)) {
      open.poll(POLL_MAX).forEach(record -> take(fresh, record));
    }
    become(open, partitions, fresh);
    backoff.reset();
    while (!isClosing()) {
      var records = open.poll(POLL_MAX);
      lock.lock();
      try {
        records.forEach(record -> take(view, record));
        remember(open, partitions);
      } finally {
        lock.unlock();
      }
    }
  }

  private static boolean isThrough(Consumer<byte[], byte[]> open, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> open.position(end.getKey(), CALL_TIMEOUT) >= end.getValue());
  }

  private void become(
      Consumer<byte[], byte[]> open, List<TopicPartition> partitions, TopicView fresh) {
    lock.lock();
    try {
      view = fresh;
      remember(open, partitions);
    } finally {
      lock.unlock();
    }
    become("");
  }

  private void remember(Consumer<byte[], byte[]> open, List<TopicPartition> partitions) {
    for (TopicPartition partition : partitions) {
      positions.put(partition.partition(), open.position(partition, CALL_TIMEOUT));
    }
    moved.signalAll();
  }

  private void take(TopicView into, ConsumerRecord<byte[], byte[]> record) {
    try {
      var decoded = codec.decode(record.key(), record.value());
      if (decoded.isPresent() && !into.take(decoded.get())) {
        warn(record, "there are more than " + alertsMax + " alerts");
      }
    } catch (WireFormatException e) {
      warn(record, String.valueOf(e.getMessage()));
    }
  }

  /** A topic may be full of them. */
  private void warn(ConsumerRecord<byte[], byte[]> record, String problem) {
    passedOver++;
    if (passedOver <= WARNINGS_MAX) {
      log.atWarn()
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .addKeyValue("problem", problem)
          .log("a record of alerts is passed over");
    }
  }

  private void away(KafkaException e) {
    become("Kafka at " + place.bootstrapServers() + " does not answer: " + e.getMessage());
  }

  private void become(String now) {
    if (!now.equals(trouble)) {
      log.atInfo().addKeyValue("trouble", now).log("alert topic changed");
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
            "meshscope-alert-topic",
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
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
}

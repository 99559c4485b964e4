package dev.meshscope.queryapi.alert.evaluate;

import dev.meshscope.model.Topics;
import dev.meshscope.runtime.Backoff;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the consumer group of a tenant's evaluators assigns to this one. Nothing is ever read:
 * belonging to the group is all that is wanted of Kafka here. Who was not able to ask for longer
 * than the session lasts holds nothing, because others may have it by now.
 */
final class GroupAssignment implements Assignment {
  private static final Logger log = LoggerFactory.getLogger(GroupAssignment.class);
  private static final Duration POLL_MAX = Duration.ofMillis(200);
  private static final Duration RETRY_FIRST = Duration.ofMillis(200);
  private static final Duration RETRY_LONGEST = Duration.ofSeconds(5);
  private static final Duration LEAVE_MAX = Duration.ofSeconds(2);
  private static final int RECONNECT_MILLIS = 200;
  private static final int RECONNECT_MILLIS_MAX = 2_000;
  private static final int METADATA_MILLIS = 5_000;
  private static final long CLOSE_MILLIS = 4_000;

  private final Evaluator.Place place;
  private final Duration sessionTimeout;
  private final Backoff backoff =
      new Backoff(RETRY_FIRST, RETRY_LONGEST, RandomGenerator.getDefault());
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile Set<Integer> held = Set.of();
  private volatile long askedNanos = System.nanoTime();
  private volatile String trouble = "not yet in the group of evaluators";
  private volatile @Nullable Consumer<byte[], byte[]> consumer;
  private @Nullable Thread thread;

  GroupAssignment(Evaluator.Place place, Duration sessionTimeout) {
    this.place = place;
    this.sessionTimeout = sessionTimeout;
  }

  @Override
  public void start() {
    thread = Thread.ofVirtual().name("alert-assignment").start(this::run);
  }

  @Override
  public void close() {
    closing.countDown();
    held = Set.of();
    Consumer<byte[], byte[]> open = consumer;
    if (open != null) {
      open.wakeup();
    }
    Thread started = thread;
    if (started != null) {
      Threads.join(started, CLOSE_MILLIS);
    }
  }

  @Override
  public Set<Integer> held() {
    boolean isHeard = System.nanoTime() - askedNanos < sessionTimeout.toNanos();
    return isHeard && closing.getCount() > 0 ? held : Set.of();
  }

  @Override
  public String trouble() {
    return trouble;
  }

  private void run() {
    while (closing.getCount() > 0) {
      try {
        belong();
      } catch (WakeupException e) {
        closing.countDown(); // only closing wakes it up
      } catch (KafkaException e) {
        held = Set.of();
        trouble = "the group of evaluators cannot be joined: " + e.getMessage();
        log.atWarn().setCause(e).log("lost the group of evaluators, joins again");
        pause();
      }
    }
    held = Set.of();
  }

  private void belong() {
    Consumer<byte[], byte[]> open = open();
    try {
      consumer = open;
      open.subscribe(List.of(Topics.ALERTS), new Listener(open));
      while (closing.getCount() > 0) {
        var _ = open.poll(POLL_MAX); // all is paused
        askedNanos = System.nanoTime();
        backoff.reset();
      }
    } finally {
      held = Set.of();
      open.close(CloseOptions.timeout(LEAVE_MAX));
    }
  }

  private void pause() {
    try {
      var _ = closing.await(backoff.nextDelay().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      closing.countDown(); // nobody interrupts it but whoever wants it to end
    }
  }

  private Consumer<byte[], byte[]> open() {
    int sessionMillis = Math.toIntExact(sessionTimeout.toMillis());
    return new KafkaConsumer<>(
        Map.ofEntries(
            Map.entry(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, place.bootstrapServers()),
            Map.entry(ConsumerConfig.CLIENT_ID_CONFIG, "meshscope-alert-assignment"),
            Map.entry(ConsumerConfig.GROUP_ID_CONFIG, place.groupId()),
            Map.entry(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName()),
            Map.entry(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, sessionMillis),
            Map.entry(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, sessionMillis / 5),
            Map.entry(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_MILLIS),
            Map.entry(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false),
            Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest"),
            Map.entry(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false),
            Map.entry(ConsumerConfig.RECONNECT_BACKOFF_MS_CONFIG, RECONNECT_MILLIS),
            Map.entry(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MILLIS_MAX)),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private void become(Set<Integer> now) {
    held = Set.copyOf(now);
    trouble = "";
    log.atInfo().addKeyValue("partitions", held).log("evaluates the rules of other partitions");
  }

  private final class Listener implements ConsumerRebalanceListener {
    private final Consumer<byte[], byte[]> open;

    Listener(Consumer<byte[], byte[]> open) {
      this.open = open;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      open.pause(open.assignment());
      Set<Integer> now = new HashSet<>(held);
      partitions.forEach(partition -> now.add(partition.partition()));
      become(now);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      Set<Integer> now = new HashSet<>(held);
      partitions.forEach(partition -> now.remove(partition.partition()));
      become(now);
    }
  }
}

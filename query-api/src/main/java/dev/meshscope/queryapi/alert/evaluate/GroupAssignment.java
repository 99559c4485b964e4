package dev.meshscope.queryapi.alert.evaluate;

import dev.meshscope.model.Topics;
import dev.meshscope.queryapi.kafka.ConsumerThread;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the consumer group of a tenant's evaluators assigns to this one. Nothing is ever read:
 * belonging to the group is all that is wanted of Kafka here. Who cannot show that the group's
 * coordinator heard of it in this session, less a heartbeat's interval to act in, holds nothing:
 * others may have it soon.
 */
final class GroupAssignment implements Assignment {
  private static final Logger log = LoggerFactory.getLogger(GroupAssignment.class);
  private static final Duration POLL_MAX = Duration.ofMillis(200);
  private static final int HEARTBEATS_PER_SESSION = 5;
  private static final int METADATA_MILLIS = 5_000;

  private final Evaluator.Place place;
  private final long silenceNanosMax;
  private final ConsumerThread thread;
  private volatile Set<Integer> held = Set.of();
  private volatile long heardNanos = System.nanoTime();
  private volatile String trouble = "not yet in the group of evaluators";

  /**
   * @param place whose group
   * @param sessionTimeout how long nothing may be heard of a member until it is none any more
   */
  GroupAssignment(Evaluator.Place place, Duration sessionTimeout) {
    this.place = place;
    Duration interval = sessionTimeout.dividedBy(HEARTBEATS_PER_SESSION);
    silenceNanosMax = sessionTimeout.minus(interval).toNanos();
    thread =
        new ConsumerThread(
            "meshscope-alert-assignment",
            config(place, sessionTimeout, interval),
            this::belong,
            this::failed);
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public void close() {
    held = Set.of();
    thread.close();
  }

  @Override
  public Set<Integer> held() {
    return isHeard() && !thread.isClosing() ? held : Set.of();
  }

  @Override
  public String trouble() {
    return trouble.isEmpty() && !isHeard()
        ? "the group of evaluators at " + place.bootstrapServers() + " does not answer"
        : trouble;
  }

  @Override
  public Optional<Throwable> death() {
    return thread.death();
  }

  private void belong(Consumer<byte[], byte[]> open) {
    try {
      Heartbeats heartbeats = Heartbeats.of(open.metrics(), System.nanoTime());
      open.subscribe(List.of(Topics.ALERTS), new Listener(open, heartbeats));
      while (!thread.isClosing()) {
        heardNanos = heartbeats.look(System.nanoTime());
        var _ = open.poll(POLL_MAX); // all is paused
        thread.succeeded();
      }
    } finally {
      held = Set.of();
    }
  }

  private void failed(KafkaException e) {
    trouble = "the group of evaluators cannot be joined: " + e.getMessage();
    log.atWarn().setCause(e).log("lost the group of evaluators, joins again");
  }

  private boolean isHeard() {
    return System.nanoTime() - heardNanos < silenceNanosMax;
  }

  /**
   * The coordinator is given up when it owes an answer for half a session. What is told of slow
   * answers is forgotten after two intervals.
   */
  private static Map<String, Object> config(
      Evaluator.Place place, Duration sessionTimeout, Duration interval) {
    int sessionMillis = Math.toIntExact(sessionTimeout.toMillis());
    int intervalMillis = Math.toIntExact(interval.toMillis());
    return Map.ofEntries(
        Map.entry(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, place.bootstrapServers()),
        Map.entry(ConsumerConfig.GROUP_ID_CONFIG, place.groupId()),
        Map.entry(
            ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
            CooperativeStickyAssignor.class.getName()),
        Map.entry(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, sessionMillis),
        Map.entry(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, intervalMillis),
        Map.entry(ConsumerConfig.METRICS_SAMPLE_WINDOW_MS_CONFIG, intervalMillis),
        Map.entry(ConsumerConfig.METRICS_NUM_SAMPLES_CONFIG, 2),
        Map.entry(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, sessionMillis / 2),
        Map.entry(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_MILLIS),
        Map.entry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest"));
  }

  private void become(Set<Integer> now) {
    held = Set.copyOf(now);
    trouble = "";
    log.atInfo().addKeyValue("partitions", held).log("evaluates the rules of these partitions");
  }

  private final class Listener implements ConsumerRebalanceListener {
    private final Consumer<byte[], byte[]> open;
    private final Heartbeats heartbeats;

    Listener(Consumer<byte[], byte[]> open, Heartbeats heartbeats) {
      this.open = open;
      this.heartbeats = heartbeats;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      open.pause(open.assignment());
      Set<Integer> now = new HashSet<>(held);
      partitions.forEach(partition -> now.add(partition.partition()));
      heardNanos = heartbeats.joined();
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

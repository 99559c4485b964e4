package dev.meshscope.queryapi.kafka;

import dev.meshscope.model.WireFormatException;
import dev.meshscope.runtime.Health;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a compacted topic: reads it through, and then whatever comes. After any failure it begins
 * again, and what was known stays until the topic is read through once more. Only committed records
 * are read. Kafka may be away as long as it likes.
 *
 * @param <V> what a taker makes of the records
 */
public final class TopicFollower<V> {
  private static final Logger log = LoggerFactory.getLogger(TopicFollower.class);
  private static final Duration CALL_MAX = Duration.ofSeconds(5);
  private static final Duration POLL_MAX = Duration.ofSeconds(1);
  private static final int WARNINGS_MAX = 100;

  private final String topic;
  private final String bootstrapServers;
  private final Taker<V> taker;
  private final ConsumerThread thread;
  private final AtomicLong passedOver = new AtomicLong();
  private volatile String trouble;

  /** What is made of a topic; called by the follower's thread only. */
  public interface Taker<V> {
    /** A view before the first record. */
    V begin();

    /**
     * Takes a record. What {@link #begin} gave last is the view, also when it has become.
     *
     * @return why the record is passed over; empty if it is not
     * @throws WireFormatException if it cannot be read, so that it is passed over
     */
    String take(V view, ConsumerRecord<byte[], byte[]> record) throws WireFormatException;

    /**
     * This is known from now on: the topic is read through, and later, more of it is taken.
     *
     * @param positions by partition, the offset that comes next; none where there is no topic
     */
    void become(V view, Map<Integer, Long> positions);
  }

  /**
   * @param bootstrapServers the Kafka brokers, {@code host:port} with commas between
   * @param topic its name
   * @param taker what is made of it
   */
  public TopicFollower(String bootstrapServers, String topic, Taker<V> taker) {
    this.topic = topic;
    this.bootstrapServers = bootstrapServers;
    this.taker = taker;
    trouble = "topic " + topic + " is not read yet";
    Map<String, Object> config =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, // another topic of that name: begins again
            "none");
    String name = topic.replace('.', '-') + "-follower";
    thread = new ConsumerThread(name, config, this::followAgain, this::away);
  }

  public void start() {
    thread.start();
  }

  public void close() {
    thread.close();
  }

  /** Why the topic is not followed; empty when all is well. */
  public String trouble() {
    return trouble;
  }

  /** What ended it, though nobody closed it. */
  public Optional<Throwable> death() {
    return thread.death();
  }

  /** Ready while Kafka is away: what was read is still known. */
  public Health check() {
    Optional<Throwable> death = death();
    if (death.isPresent()) {
      return Health.dead("topic " + topic + " is followed no more: " + death.get());
    }
    if (!trouble.isEmpty()) {
      return Health.ready(trouble);
    }
    long passed = passedOver.get();
    return Health.ready(
        passed == 0
            ? "follows its topic"
            : "follows its topic, passed over %d records".formatted(passed));
  }

  /** The consumer stays while Kafka is away: it knows how seldom to knock. */
  private void followAgain(Consumer<byte[], byte[]> open) {
    while (!thread.isClosing()) {
      try {
        follow(open);
      } catch (RetriableException e) {
        away(e);
      }
      thread.pause();
    }
  }

  private void follow(Consumer<byte[], byte[]> open) {
    List<TopicPartition> partitions =
        open.partitionsFor(topic, CALL_MAX).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    V view = taker.begin();
    if (partitions.isEmpty()) {
      taker.become(view, Map.of());
      say("Kafka has no topic " + topic + " yet; collectors create it");
      return;
    }
    open.assign(partitions);
    open.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = open.endOffsets(partitions, CALL_MAX);
    while (!isThrough(open, ends)) {
      if (thread.isClosing()) {
        return;
      }
      take(open, view);
    }
    taker.become(view, positions(open, partitions));
    say("");
    thread.succeeded();
    while (!thread.isClosing()) {
      take(open, view);
      taker.become(view, positions(open, partitions));
    }
  }

  private static boolean isThrough(Consumer<byte[], byte[]> open, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .allMatch(end -> open.position(end.getKey(), CALL_MAX) >= end.getValue());
  }

  private static Map<Integer, Long> positions(
      Consumer<byte[], byte[]> open, List<TopicPartition> partitions) {
    Map<Integer, Long> positions = new HashMap<>();
    partitions.forEach(one -> positions.put(one.partition(), open.position(one, CALL_MAX)));
    return positions;
  }

  private void take(Consumer<byte[], byte[]> open, V view) {
    for (ConsumerRecord<byte[], byte[]> record : open.poll(POLL_MAX)) {
      String problem;
      try {
        problem = record.key() == null ? "it has no key" : taker.take(view, record);
      } catch (WireFormatException e) {
        problem = "it cannot be read: " + e.getMessage();
      }
      if (!problem.isEmpty()) {
        passOver(record, problem);
      }
    }
  }

  /** A topic may be full of them. */
  private void passOver(ConsumerRecord<byte[], byte[]> record, String problem) {
    if (passedOver.incrementAndGet() <= WARNINGS_MAX) {
      log.atWarn()
          .addKeyValue("topic", topic)
          .addKeyValue("partition", record.partition())
          .addKeyValue("offset", record.offset())
          .addKeyValue("problem", problem)
          .log("a record is passed over");
    }
  }

  private void away(KafkaException e) {
    say("Kafka at " + bootstrapServers + " does not answer: " + e.getMessage());
  }

  private void say(String now) {
    if (!now.equals(trouble)) {
      var line = log.atInfo().addKeyValue("topic", topic);
      if (now.isEmpty()) {
        line.log("follows a topic");
      } else {
        line.addKeyValue("trouble", now).log("follows a topic no more");
      }
    }
    trouble = now;
  }
}

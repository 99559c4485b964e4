package dev.meshscope.collector.publish;

import dev.meshscope.model.IdentityCodec;
import dev.meshscope.model.ReporterEvent;
import dev.meshscope.model.Topics;
import dev.meshscope.model.WireFormatException;
import dev.meshscope.runtime.Backoff;
import dev.meshscope.runtime.Health;
import dev.meshscope.runtime.Part;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Reads from topic {@code reporters} which nodes any collector hears, from some time ago on. When
 * Kafka was away it starts over, so that nothing is missed.
 */
public final class ReporterWatch implements Part {
  private static final Logger log = LoggerFactory.getLogger(ReporterWatch.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration CLOSE = Duration.ofSeconds(1);
  private static final Duration RETRY_FIRST = Duration.ofMillis(100);
  private static final Duration RETRY_LONGEST = Duration.ofSeconds(5);
  private static final int REQUEST_TIMEOUT_MILLIS = 10_000;

  private final KafkaConfig kafka;
  private final String tenant;
  private final Duration memory;
  private final Listener listener;
  private final InstantSource clock;
  private final Backoff backoff;
  private final AtomicReference<@Nullable String> death = new AtomicReference<>();
  private final AtomicReference<@Nullable Consumer<?, ?>> open = new AtomicReference<>();
  private volatile boolean isCurrent;
  private volatile boolean isClosing;
  private @Nullable Thread thread;

  /** Hears of nodes. */
  @FunctionalInterface
  public interface Listener {
    /**
     * A collector heard a node.
     *
     * @param atMillis the broker's clock, since the epoch
     */
    void heard(String nodeId, long atMillis);
  }

  /**
   * Makes a part that does nothing yet.
   *
   * @param tenant of other ones nothing is told
   * @param memory from how long ago on
   * @param random spreads retries
   */
  public ReporterWatch(
      KafkaConfig kafka,
      String tenant,
      Duration memory,
      Listener listener,
      InstantSource clock,
      RandomGenerator random) {
    this.kafka = kafka;
    this.tenant = tenant;
    this.memory = memory;
    this.listener = listener;
    this.clock = clock;
    backoff = new Backoff(RETRY_FIRST, RETRY_LONGEST, random);
  }

  @Override
  public String name() {
    return "reporter-watch";
  }

  @Override
  public void start() {
    thread = Thread.ofVirtual().name(name()).start(this::run);
  }

  /** Whether the listener has been told of all that there was when this began to read. */
  public boolean isCurrent() {
    return isCurrent;
  }

  @Override
  public Health check() {
    String cause = death.get();
    if (cause != null) {
      return Health.dead(cause);
    }
    return isCurrent ? Health.ready("reading") : Health.notReady("reading what was heard before");
  }

  @Override
  public void close() {
    isClosing = true;
    Consumer<?, ?> consumer = open.get();
    if (consumer != null) {
      consumer.wakeup();
    }
    Thread running = thread;
    try {
      if (running != null && !running.join(CLOSE)) {
        running.interrupt();
        var _ = running.join(CLOSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    boolean isLogged = false;
    try {
      while (!isClosing) {
        try (Consumer<byte[], byte[]> consumer = consumer()) {
          open.set(consumer);
          follow(consumer);
        } catch (WakeupException | InterruptException e) {
          log.atDebug().log("ending");
        } catch (UnknownTopicOrPartitionException e) {
          log.atDebug().log("nobody has made the topic yet");
        } catch (KafkaException e) {
          log.atLevel(isLogged ? Level.DEBUG : Level.WARN)
              .addKeyValue("cause", String.valueOf(e.getMessage()))
              .log("cannot read what other collectors hear, no spans count meanwhile");
          isLogged = true;
        }
        isCurrent = false;
        if (!isClosing) {
          backoff.pause();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // close() wants the end
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("the reader of what collectors hear ended");
      death.set("ended: " + e);
    }
  }

  private void follow(Consumer<byte[], byte[]> consumer) {
    Map<TopicPartition, Long> ends = begin(consumer);
    while (!isClosing) {
      consumer.poll(POLL).forEach(this::take);
      if (!isCurrent
          && ends.entrySet().stream()
              .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
        isCurrent = true;
        backoff.reset();
      }
    }
  }

  /** Goes to where the memory begins; where the partitions end now. */
  private Map<TopicPartition, Long> begin(Consumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(Topics.REPORTERS).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new UnknownTopicOrPartitionException(Topics.REPORTERS + " is not there yet");
    }
    consumer.assign(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    Map<TopicPartition, Long> since = new HashMap<>();
    partitions.forEach(partition -> since.put(partition, clock.millis() - memory.toMillis()));
    Map<TopicPartition, @Nullable OffsetAndTimestamp> starts = consumer.offsetsForTimes(since);
    for (TopicPartition partition : partitions) {
      OffsetAndTimestamp start = starts.get(partition);
      consumer.seek(partition, start == null ? ends.getOrDefault(partition, 0L) : start.offset());
    }
    return ends;
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    try {
      ReporterEvent event = IdentityCodec.decodeEvent(record.value());
      if (event.tenant().equals(tenant)) {
        listener.heard(event.nodeId(), record.timestamp());
      }
    } catch (WireFormatException e) {
      log.atDebug().setCause(e).log("not an event; the aggregator keeps it as a dead letter");
    }
  }

  private Consumer<byte[], byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            kafka.bootstrapServers(),
            ConsumerConfig.CLIENT_ID_CONFIG,
            "meshscope-collector-reporters",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest",
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            false,
            ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
            REQUEST_TIMEOUT_MILLIS,
            ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
            REQUEST_TIMEOUT_MILLIS),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }
}

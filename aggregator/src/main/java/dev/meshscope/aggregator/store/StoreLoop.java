package dev.meshscope.aggregator.store;

import dev.meshscope.model.Topics;
import dev.meshscope.runtime.Backoff;
import dev.meshscope.runtime.Health;
import dev.meshscope.storage.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the partitions of edge-deltas that this process holds and lets their writers work, on one
 * thread. While the database is away it keeps its place in the group and waits; Kafka holds the
 * deltas.
 */
final class StoreLoop {
  private static final Logger LOG = LoggerFactory.getLogger(StoreLoop.class);
  private static final Duration POLL_MAX = Duration.ofMillis(500);
  private static final double PARTITIONS_PER_BLOCK_TIME = 2;

  private final DeltaParts deltas;
  private final StoreParts parts;
  private final Consumer<byte[], byte[]> consumer;
  private final Backoff backoff;
  private final Map<TopicPartition, PartitionWriter> writers = new LinkedHashMap<>();
  private @Nullable StorageException away;
  private Instant retryAt = Instant.MIN;
  private long storedWhenAway;
  private volatile boolean isStopping;
  private volatile Health health = Health.notReady("starting");
  private volatile long lag;

  StoreLoop(DeltaParts deltas, Backoff backoff) {
    this.deltas = deltas;
    this.parts = deltas.shared();
    this.consumer = deltas.consumer();
    this.backoff = backoff;
  }

  /**
   * Works until {@link #stop}; the consumer stays open.
   *
   * @throws StorageException when the database refuses for good
   * @throws StoreStateException when a person has to decide
   */
  void run() throws StorageException {
    consumer.subscribe(List.of(Topics.EDGE_DELTAS), new Assignments());
    try {
      while (!isStopping) {
        step();
      }
    } catch (WakeupException e) {
      if (!isStopping) {
        throw e;
      }
    }
    writers.values().forEach(PartitionWriter::acknowledge);
  }

  /** Ends {@link #run} soon; from any thread. */
  void stop() {
    isStopping = true;
    consumer.wakeup();
  }

  Health health() {
    return health;
  }

  /** Offsets of the held partitions that are not stored yet; from any thread. */
  long lag() {
    return lag;
  }

  private void step() throws StorageException {
    ConsumerRecords<byte[], byte[]> records = consumer.poll(pollTime());
    for (TopicPartition partition : records.partitions()) {
      PartitionWriter writer = writers.get(partition);
      if (writer != null) {
        writer.take(records.records(partition));
      }
    }
    Instant now = parts.clock().instant();
    if (!now.isBefore(retryAt)) {
      work(now);
    }
    lag = writers.values().stream().mapToLong(PartitionWriter::lag).sum();
    health = away == null ? present() : Health.notReady("database: " + away.getMessage());
  }

  private void work(Instant now) throws StorageException {
    try {
      for (PartitionWriter writer : writers.values()) {
        writer.work(now, blockTime());
      }
    } catch (StorageException e) {
      wait(now, e);
      return;
    }
    if (away != null) {
      LOG.atInfo().log("the database is back");
      away = null;
      backoff.reset();
    }
  }

  private void wait(Instant now, StorageException e) throws StorageException {
    if (!e.isRetryable()) {
      throw e;
    }
    if (away == null) {
      LOG.atWarn()
          .addKeyValue("reason", e.getMessage())
          .log("the database is away, waiting; Kafka holds the deltas");
    }
    parts.metrics().failed(StoreMetrics.Failure.DATABASE);
    away = e;
    long stored = writers.values().stream().mapToLong(PartitionWriter::blocksStored).sum();
    if (stored != storedWhenAway) {
      backoff.reset(); // it answered meanwhile: a hiccup, not an outage
      storedWhenAway = stored;
    }
    retryAt = now.plus(backoff.nextDelay());
  }

  private Duration pollTime() {
    Instant now = parts.clock().instant();
    Duration least = POLL_MAX;
    for (PartitionWriter writer : writers.values()) {
      Duration idle = writer.idleFor(now, blockTime(), POLL_MAX);
      least = idle.compareTo(least) < 0 ? idle : least;
    }
    Duration waiting = Duration.between(now, retryAt.isAfter(now) ? retryAt : now);
    least = waiting.compareTo(least) > 0 ? waiting : least;
    least = least.compareTo(POLL_MAX) > 0 ? POLL_MAX : least;
    return least.isNegative() ? Duration.ZERO : least;
  }

  private Duration blockTime() {
    double factor = Math.max(1, writers.size() / PARTITIONS_PER_BLOCK_TIME);
    return Duration.ofNanos((long) (parts.config().blockTime().toNanos() * factor));
  }

  private Health present() {
    return writers.values().stream().allMatch(PartitionWriter::isOpened)
        ? Health.ready(writers.size() + " partitions")
        : Health.notReady("opening partitions");
  }

  /** Partitions come and go inside of poll. */
  private final class Assignments implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      for (TopicPartition partition : partitions) {
        writers.put(partition, new PartitionWriter(partition, deltas));
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      for (TopicPartition partition : partitions) {
        PartitionWriter writer = writers.remove(partition);
        if (writer != null) {
          writer.acknowledge();
          writer.abandon();
        }
      }
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      for (TopicPartition partition : partitions) {
        PartitionWriter writer = writers.remove(partition);
        if (writer != null) {
          writer.abandon();
        }
      }
    }
  }
}

package dev.meshscope.aggregator.store;

import dev.meshscope.model.Topics;
import dev.meshscope.model.WireFormatException;
import dev.meshscope.runtime.Backoff;
import dev.meshscope.runtime.Health;
import dev.meshscope.storage.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores signs of life and announcements at least once, with few inserts: their tables take a row
 * twice.
 */
final class EventLoop {
  private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);
  private static final Duration POLL_MAX = Duration.ofMillis(500);

  private final StoreParts parts;
  private final Consumer<byte[], byte[]> consumer;
  private final Backoff backoff;
  private EventBatch batch = new EventBatch();
  private Instant dueAt = Instant.MAX;
  private volatile boolean isStopping;
  private volatile Health health = Health.notReady("starting");

  EventLoop(StoreParts parts, Consumer<byte[], byte[]> consumer, Backoff backoff) {
    this.parts = parts;
    this.consumer = consumer;
    this.backoff = backoff;
  }

  /**
   * Works until {@link #stop}; the consumer stays open.
   *
   * @throws StorageException when the database refuses for good
   */
  void run() throws StorageException {
    consumer.subscribe(List.of(Topics.REPORTERS, Topics.IDENTITIES), new Assignments());
    try {
      while (!isStopping) {
        step();
      }
    } catch (WakeupException e) {
      if (!isStopping) {
        throw e;
      }
    }
  }

  /** Ends {@link #run} soon; from any thread. */
  void stop() {
    isStopping = true;
    consumer.wakeup();
  }

  Health health() {
    return health;
  }

  private void step() throws StorageException {
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(pollTime())) {
      take(record);
    }
    Instant now = parts.clock().instant();
    boolean isFull = batch.rows() >= parts.config().eventRowsMax();
    if (isFull) {
      consumer.pause(consumer.assignment());
    }
    if (!now.isBefore(dueAt) || (isFull && health.isReady())) {
      store(now);
    } else if (batch.isEmpty()) {
      health = Health.ready("");
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    if (batch.isEmpty()) {
      dueAt = parts.clock().instant().plus(parts.config().eventTime());
    }
    try {
      batch.add(record);
    } catch (WireFormatException e) {
      parts.deadLetters().add(record, e);
      parts.metrics().deadLetter();
      batch.pass(record);
    }
  }

  private void store(Instant now) throws StorageException {
    try {
      batch.store(parts.rows());
    } catch (StorageException e) {
      if (!e.isRetryable()) {
        throw e;
      }
      parts.metrics().failed(StoreMetrics.Failure.DATABASE);
      health = Health.notReady("database: " + e.getMessage());
      dueAt = now.plus(backoff.nextDelay());
      return;
    }
    try {
      consumer.commitSync(batch.ends());
    } catch (RetriableException | RebalanceInProgressException | CommitFailedException e) {
      // They are stored, and will be once more if nothing behind them is committed.
      parts.metrics().failed(StoreMetrics.Failure.KAFKA);
      LOG.atDebug().setCause(e).log("commit failed");
    }
    begin();
    backoff.reset();
    health = Health.ready("");
    consumer.resume(consumer.assignment());
  }

  private void begin() {
    batch = new EventBatch();
    dueAt = Instant.MAX;
  }

  private Duration pollTime() {
    Instant now = parts.clock().instant();
    if (dueAt.isAfter(now.plus(POLL_MAX))) {
      return POLL_MAX;
    }
    Duration left = Duration.between(now, dueAt);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** What is not committed is read again by whoever comes next. */
  private final class Assignments implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      begin();
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      begin();
    }
  }
}

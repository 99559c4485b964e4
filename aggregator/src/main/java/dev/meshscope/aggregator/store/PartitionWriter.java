package dev.meshscope.aggregator.store;

import dev.meshscope.model.DeltaBatch;
import dev.meshscope.model.DeltaBatchCodec;
import dev.meshscope.model.WireFormatException;
import dev.meshscope.storage.StorageException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition of edge-deltas, between its commit, its log and the tables. Its steps are those of
 * the protocol: open (and rebuild the block that was being stored), gather, commit the intent,
 * store. Each may fail and is then tried again with the same block; only the owner of the consumer
 * calls.
 */
final class PartitionWriter {
  private static final Logger LOG = LoggerFactory.getLogger(PartitionWriter.class);

  /** A block without a successor is acknowledged after these, so that nothing seems to lag. */
  private static final int IDLE_BLOCK_TIMES = 8;

  private final TopicPartition partition;
  private final StoreParts parts;
  private final BlockWriter blocks;
  private final TopicIds topics;
  private final Consumer<byte[], byte[]> consumer;
  private State state = new Unopened();
  private BlockBuilder builder = new BlockBuilder();
  private Instant since = Instant.MAX;
  private Instant idleAt = Instant.MAX;
  private boolean isAcknowledged = true;
  private long end;
  private long blocksStored;

  private sealed interface State {}

  /** Nothing is known of it yet. */
  private record Unopened() implements State {}

  /** The block that was being stored is read again. */
  private record Rebuilding(DeltaLog log, Intent intent) implements State {}

  /** Everything below {@code from} is stored; what comes is gathered. */
  private record Open(DeltaLog log, long from) implements State {}

  /** The block is made, its intent perhaps committed, nothing inserted. */
  private record Closed(DeltaLog log, Block block) implements State {}

  /** The intent is committed, and nobody knows what is inserted. */
  private record Doubtful(DeltaLog log, Block block) implements State {}

  PartitionWriter(TopicPartition partition, DeltaParts parts) {
    this.partition = partition;
    this.parts = parts.shared();
    this.blocks = parts.blocks();
    this.topics = parts.topics();
    this.consumer = parts.consumer();
    // Any position keeps the consumer from looking for one itself; open() sets the right one.
    consumer.seek(partition, 0);
    consumer.pause(Set.of(partition));
  }

  /** Takes what was read, in order. */
  void take(List<ConsumerRecord<byte[], byte[]>> records) {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (state instanceof Rebuilding(_, Intent intent) && record.offset() >= intent.to()) {
        break;
      }
      if (state instanceof Open && isFull()) {
        consumer.seek(partition, record.offset()); // it belongs to the next block
        break;
      }
      try {
        take(record);
      } catch (KafkaException e) {
        throwIfInterrupted(e);
        parts.metrics().failed(StoreMetrics.Failure.KAFKA);
        consumer.seek(partition, record.offset()); // it comes again, and those behind it
        break;
      }
    }
    if (state instanceof Open && isFull()) {
      consumer.pause(Set.of(partition));
    }
  }

  /**
   * Goes on as far as it can.
   *
   * @param blockTime how long a block gathers
   * @throws StorageException when the database is away or refuses; call it again later
   */
  void work(Instant now, Duration blockTime) throws StorageException {
    try {
      while (step(now, blockTime)) {
        // A partition that is open may have a block, a block that is closed may be stored.
      }
    } catch (RetriableException e) {
      parts.metrics().failed(StoreMetrics.Failure.KAFKA);
      LOG.atDebug().addKeyValue("partition", partition).setCause(e).log("Kafka is away");
    }
  }

  /** How long nothing needs to be done if no record comes. */
  Duration idleFor(Instant now, Duration blockTime, Duration longest) {
    return switch (state) {
      case Open _ when builder.isEmpty() -> longest;
      case Open _ -> Duration.between(now, since.plus(blockTime));
      case Rebuilding _ -> longest;
      case Unopened _, Closed _, Doubtful _ -> Duration.ofMillis(50);
    };
  }

  /** How many offsets are not stored yet. */
  long lag() {
    long behind = Math.max(0, consumer.currentLag(partition).orElse(0));
    return switch (state) {
      case Unopened _ -> 0;
      case Rebuilding(_, Intent intent) -> Math.max(behind, end - intent.from());
      case Open(_, long from) -> behind + consumer.position(partition) - from;
      case Closed(_, Block block) -> behind + lengthOf(block);
      case Doubtful(_, Block block) -> behind + lengthOf(block);
    };
  }

  /** How many blocks this writer has stored since it was made. */
  long blocksStored() {
    return blocksStored;
  }

  boolean isOpened() {
    return !(state instanceof Unopened);
  }

  /** Tells Kafka that everything up to the open block is stored, if it does not know yet. */
  void acknowledge() {
    if (state instanceof Open(_, long from) && !isAcknowledged) {
      isAcknowledged = commit(Intent.nothingBehind(from));
    }
  }

  /** Forgets what is not stored: the partition belongs to somebody else. */
  void abandon() {
    long waiting = builder.deltas();
    if (state instanceof Closed(_, Block block)) {
      waiting += block.deltas();
    } else if (state instanceof Doubtful(_, Block block)) {
      waiting += block.deltas();
    }
    parts.metrics().dropped(StoreMetrics.Dropped.HANDED_OVER, waiting);
  }

  /** Does one step; whether another one may follow at once. */
  private boolean step(Instant now, Duration blockTime) throws StorageException {
    return switch (state) {
      case Unopened _ -> open();
      case Rebuilding(DeltaLog log, Intent intent) -> rebuilt(log, intent);
      case Open(DeltaLog log, long from) -> {
        if (isFull() || !now.isBefore(dueAt(blockTime))) {
          yield close(log, from);
        }
        if (builder.isEmpty() && now.isAfter(idleAt)) {
          acknowledge();
        }
        yield false;
      }
      case Closed(DeltaLog log, Block block) -> {
        if (!commit(block.intent())) {
          yield false;
        }
        state = new Doubtful(log, block); // until the database has said yes to everything
        blocks.store(block);
        yield stored(log, block, now.plus(blockTime.multipliedBy(IDLE_BLOCK_TIMES)));
      }
      case Doubtful(DeltaLog log, Block block) -> {
        blocks.finish(block);
        yield stored(log, block, now.plus(blockTime.multipliedBy(IDLE_BLOCK_TIMES)));
      }
    };
  }

  private boolean open() throws StorageException {
    var committed = consumer.committed(Set.of(partition)).get(partition);
    long begin = consumer.beginningOffsets(Set.of(partition)).getOrDefault(partition, 0L);
    end = consumer.endOffsets(Set.of(partition)).getOrDefault(partition, 0L);
    DeltaLog log = new DeltaLog(topics.id(partition.topic()), partition.partition());
    long stored = parts.rows().storedThrough(log.hash());
    Intent intent =
        new StartRule(partition.topic(), partition.partition(), begin, end, stored)
            .decide(committed);
    consumer.seek(partition, intent.from());
    consumer.resume(Set.of(partition));
    state = intent.hasBlock() ? new Rebuilding(log, intent) : new Open(log, intent.from());
    LOG.atInfo()
        .addKeyValue("partition", partition)
        .addKeyValue("from", intent.from())
        .addKeyValue("rebuildTo", intent.to())
        .addKeyValue("end", end)
        .log("storing a partition");
    return true;
  }

  private boolean rebuilt(DeltaLog log, Intent intent) {
    if (consumer.position(partition) < intent.to()) {
      return false;
    }
    consumer.pause(Set.of(partition));
    consumer.seek(partition, intent.to());
    state = new Doubtful(log, build(log, intent));
    return true;
  }

  private boolean close(DeltaLog log, long from) {
    consumer.pause(Set.of(partition));
    state = new Closed(log, build(log, new Intent(from, consumer.position(partition))));
    return true;
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    DeltaBatch batch;
    try {
      batch = DeltaBatchCodec.decode(record.value());
    } catch (WireFormatException e) {
      parts.deadLetters().add(record, e);
      parts.metrics().deadLetter();
      return;
    }
    if (builder.isEmpty()) {
      since = parts.clock().instant();
    }
    parts.metrics().received(batch.deltas().size());
    parts.metrics().dropped(StoreMetrics.Dropped.WINDOW_OUT_OF_RANGE, builder.add(batch));
  }

  private boolean isFull() {
    return builder.rows() >= parts.config().blockRowsMax();
  }

  private Instant dueAt(Duration blockTime) {
    return builder.isEmpty() ? Instant.MAX : since.plus(blockTime);
  }

  private Block build(DeltaLog log, Intent intent) {
    Block block = builder.build(log, intent);
    builder = new BlockBuilder();
    return block;
  }

  private boolean stored(DeltaLog log, Block block, Instant nextIdleAt) {
    state = new Open(log, block.intent().to());
    blocksStored++;
    idleAt = nextIdleAt;
    isAcknowledged = false;
    consumer.resume(Set.of(partition));
    return false;
  }

  /** Whether the commit is known to be made; it may be made even if not. */
  private boolean commit(Intent intent) {
    try {
      consumer.commitSync(Map.of(partition, intent.commit()));
      return true;
    } catch (RetriableException | RebalanceInProgressException | CommitFailedException e) {
      // The next poll tells whether the partition is still ours; then the same is committed again.
      parts.metrics().failed(StoreMetrics.Failure.KAFKA);
      LOG.atDebug().addKeyValue("partition", partition).setCause(e).log("commit failed");
      return false;
    }
  }

  private static void throwIfInterrupted(KafkaException e) {
    if (e instanceof InterruptException) {
      throw e;
    }
  }

  private static long lengthOf(Block block) {
    return block.intent().to() - block.intent().from();
  }
}

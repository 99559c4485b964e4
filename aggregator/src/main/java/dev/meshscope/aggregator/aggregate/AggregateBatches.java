package dev.meshscope.aggregator.aggregate;

import static java.util.Objects.requireNonNull;

import dev.meshscope.model.DeltaBatch;
import dev.meshscope.model.EdgeDelta;
import dev.meshscope.model.RequestBatch;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Drops repeats, aggregates the rest, and tells every partition of the deltas how far it is. */
final class AggregateBatches implements Processor<byte[], RequestBatch, Integer, byte[]> {
  private static final Duration FORGET_INTERVAL = Duration.ofHours(1);
  private static final Duration RETRY_INTERVAL = Duration.ofMillis(250);
  private static final long FORGET_MILLIS = Duration.ofDays(7).toMillis();

  private final TopologySettings settings;
  private final AggregationMetrics metrics;
  private final DeltaRecords records;
  private @Nullable ProcessorContext<Integer, byte[]> context;
  private @Nullable KeyValueStore<RequestBatch.Origin, SeenSequences> sequences;
  private @Nullable Knowledge knowledge;
  private @Nullable WaitingRoom room;
  private @Nullable Cancellable retrying;
  private long holes;

  AggregateBatches(TopologySettings settings, AggregationMetrics metrics) {
    this.settings = settings;
    this.metrics = metrics;
    records = new DeltaRecords(settings.deltaPartitions(), settings.recordBytesMax());
  }

  @Override
  public void init(ProcessorContext<Integer, byte[]> newContext) {
    context = newContext;
    sequences = newContext.getStateStore(AggregationTopology.SEQUENCES);
    Knowledge told =
        new Knowledge(
            newContext.getStateStore(IdentityStore.NAME),
            newContext.getStateStore(InventoryStore.NAME));
    knowledge = told;
    newContext.schedule(FORGET_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::forget);
    room =
        new WaitingRoom(
            settings.waiting(),
            newContext.getStateStore(AggregationTopology.WAITING),
            told,
            metrics);
    retryWhileAnyWait();
    countHoles();
  }

  @Override
  public void process(Record<byte[], RequestBatch> record) {
    long startedNanos = System.nanoTime();
    RequestBatch batch = record.value();
    RequestBatch.Header header = batch.header();
    SeenSequences before = seen(header.origin());
    if (before.contains(header.sequence())) {
      metrics.repeat();
      return;
    }
    long nowMillis = requireNonNull(context).currentSystemTimeMs();
    SeenSequences now = bounded(before.plus(header, nowMillis));
    requireNonNull(sequences).put(header.origin(), now);
    holes(now.holes() - before.holes());
    EdgeResolver resolver = requireNonNull(knowledge).of(header.tenant());
    WaitingRoom waiting = requireNonNull(room);
    BatchAggregation.Result result =
        new BatchAggregation(batch, resolver, waiting.patience(header.tenant(), nowMillis)).run();
    result.held().ifPresent(held -> waiting.hold(held, nowMillis));
    send(header, now, result.deltas());
    retryWhileAnyWait();
    metrics.batchSent(batch.columns().size(), Duration.ofNanos(System.nanoTime() - startedNanos));
  }

  @Override
  public void close() {
    metrics.holes(-holes);
    holes = 0;
    if (room != null) {
      room.leave();
    }
  }

  /** Only while reports wait: a punctuation is a commit, and an idle task should do nothing. */
  private void retryWhileAnyWait() {
    WaitingRoom waiting = requireNonNull(room);
    if (!waiting.isEmpty() && retrying == null) {
      retrying =
          requireNonNull(context)
              .schedule(RETRY_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::retry);
    }
    if (waiting.isEmpty() && retrying != null) {
      retrying.cancel();
      retrying = null;
    }
  }

  private void retry(long nowMillis) {
    requireNonNull(room)
        .retry(nowMillis, (header, deltas) -> send(header, seen(header.origin()), deltas));
    retryWhileAnyWait();
  }

  private void send(RequestBatch.Header header, SeenSequences seen, List<EdgeDelta> deltas) {
    DeltaBatch.Progress progress =
        new DeltaBatch.Progress(
            header.origin(),
            seen.sentThroughMicros(),
            requireNonNull(room).waiting(header.origin()),
            seen.received(),
            seen.rejected());
    ProcessorContext<Integer, byte[]> out = requireNonNull(context);
    long timestamp = out.currentSystemTimeMs(); // the topic sets its own
    metrics.deltasSent(deltas.size());
    records.write(
        new DeltaBatch(header.tenant(), List.of(progress), deltas),
        (partition, value) -> out.forward(new Record<>(partition, value, timestamp)));
  }

  private SeenSequences bounded(SeenSequences seen) {
    if (seen.ranges().size() <= settings.sequenceRangesMax()) {
      return seen;
    }
    metrics.givenUp(seen.oldestHole());
    return seen.withoutOldestHole();
  }

  private SeenSequences seen(RequestBatch.Origin origin) {
    SeenSequences seen = requireNonNull(sequences).get(origin);
    return seen == null ? SeenSequences.NONE : seen;
  }

  /** A batch of a run that has been silent for so long can no longer be in the topic. */
  private void forget(long nowMillis) {
    KeyValueStore<RequestBatch.Origin, SeenSequences> store = requireNonNull(sequences);
    try (KeyValueIterator<RequestBatch.Origin, SeenSequences> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<RequestBatch.Origin, SeenSequences> entry = all.next();
        if (entry.value.lastMillis() < nowMillis - FORGET_MILLIS) {
          store.delete(entry.key);
          holes(-entry.value.holes());
        }
      }
    }
  }

  private void countHoles() {
    try (KeyValueIterator<RequestBatch.Origin, SeenSequences> all =
        requireNonNull(sequences).all()) {
      all.forEachRemaining(entry -> holes(entry.value.holes()));
    }
  }

  private void holes(int more) {
    holes += more;
    metrics.holes(more);
  }
}

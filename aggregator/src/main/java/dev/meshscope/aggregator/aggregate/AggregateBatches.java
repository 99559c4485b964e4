package dev.meshscope.aggregator.aggregate;

import static java.util.Objects.requireNonNull;

import dev.meshscope.model.DeltaBatch;
import dev.meshscope.model.EdgeDelta;
import dev.meshscope.model.RequestBatch;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
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
  private static final long FORGET_MILLIS = Duration.ofDays(7).toMillis();

  private final TopologySettings settings;
  private final AggregationMetrics metrics;
  private final DeltaRecords records;
  private @Nullable ProcessorContext<Integer, byte[]> context;
  private @Nullable KeyValueStore<RequestBatch.Origin, SeenSequences> sequences;
  private @Nullable IdentityStore identities;
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
    identities = newContext.getStateStore(IdentityStore.NAME);
    newContext.schedule(FORGET_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::forget);
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
    ProcessorContext<Integer, byte[]> out = requireNonNull(context);
    SeenSequences now = bounded(before.plus(header, out.currentSystemTimeMs()));
    requireNonNull(sequences).put(header.origin(), now);
    holes(now.holes() - before.holes());
    PeerLookup peers = new PeerLookup(requireNonNull(identities), header.tenant());
    BatchAggregation.Result result = new BatchAggregation(batch, peers, _ -> false).run();
    send(header, now, result.deltas(), record.timestamp());
    metrics.batchSent(
        batch.columns().size(),
        result.deltas().size(),
        Duration.ofNanos(System.nanoTime() - startedNanos));
  }

  @Override
  public void close() {
    metrics.holes(-holes);
    holes = 0;
  }

  private void send(
      RequestBatch.Header header, SeenSequences seen, List<EdgeDelta> deltas, long timestamp) {
    DeltaBatch.Progress progress =
        new DeltaBatch.Progress(
            header.origin(), seen.sentThroughMicros(), 0, seen.received(), seen.rejected());
    ProcessorContext<Integer, byte[]> out = requireNonNull(context);
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

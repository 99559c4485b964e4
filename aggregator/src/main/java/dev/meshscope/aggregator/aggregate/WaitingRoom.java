package dev.meshscope.aggregator.aggregate;

import dev.meshscope.model.EdgeDelta;
import dev.meshscope.model.Party;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.RequestBatchCodec;
import dev.meshscope.model.WireFormatException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Reports of one partition whose peer's address nobody announced yet. They wait up to a deadline
 * and are then counted under the address for good.
 */
final class WaitingRoom {
  private final WaitingLimits limits;
  private final KeyValueStore<WaitingKey, byte[]> store;
  private final Knowledge knowledge;
  private final AggregationMetrics metrics;
  private final UnknownAddresses unknown;
  private final Map<RequestBatch.Origin, Long> waiting = new HashMap<>();
  private long reports;
  private long triedVersion = -1;
  private long firstDeadlineMillis = Long.MAX_VALUE;

  WaitingRoom(
      WaitingLimits limits,
      KeyValueStore<WaitingKey, byte[]> store,
      Knowledge knowledge,
      AggregationMetrics metrics) {
    this.limits = limits;
    this.store = store;
    this.knowledge = knowledge;
    this.metrics = metrics;
    unknown = new UnknownAddresses(limits.unknownAddressesMax());
    try (KeyValueIterator<WaitingKey, byte[]> all = store.all()) {
      all.forEachRemaining(entry -> {
        firstDeadlineMillis = Math.min(firstDeadlineMillis, entry.key.deadlineMillis());
        count(entry.key.origin(), decode(entry.value).columns().size());
      });
    }
  }

  /** Whom a batch that comes now may wait for. */
  Predicate<Party.ByAddress> patience(String tenant, long nowMillis) {
    if (limits.delay().isZero() || reports >= limits.reportsMax()) {
      return _ -> false;
    }
    return party -> !unknown.contains(tenant, party.address(), nowMillis);
  }

  /** Keeps what {@link BatchAggregation} held back. */
  void hold(RequestBatch held, long nowMillis) {
    long deadlineMillis = nowMillis + limits.delay().toMillis();
    RequestBatch.Header header = held.header();
    store.put(
        new WaitingKey(deadlineMillis, header.origin(), header.sequence()),
        RequestBatchCodec.encode(held));
    firstDeadlineMillis = Math.min(firstDeadlineMillis, deadlineMillis);
    count(header.origin(), held.columns().size());
    triedVersion = -1; // the announcement may have come since the batch was aggregated
  }

  boolean isEmpty() {
    return reports == 0;
  }

  /** How many reports of that origin wait. */
  long waiting(RequestBatch.Origin origin) {
    return waiting.getOrDefault(origin, 0L);
  }

  /** Lets those go who were announced meanwhile, or whose time is over. */
  void retry(long nowMillis, Sink sink) {
    long version = knowledge.version();
    if (version == triedVersion && nowMillis < firstDeadlineMillis) {
      return;
    }
    triedVersion = version;
    firstDeadlineMillis = Long.MAX_VALUE;
    try (KeyValueIterator<WaitingKey, byte[]> all = store.all()) {
      while (all.hasNext()) {
        KeyValue<WaitingKey, byte[]> entry = all.next();
        retry(entry.key, decode(entry.value), nowMillis, sink);
      }
    }
  }

  /** The task goes elsewhere; what waits stays in the store. */
  void leave() {
    metrics.waiting(-reports);
  }

  private void retry(WaitingKey key, RequestBatch batch, long nowMillis, Sink sink) {
    String tenant = batch.header().tenant();
    boolean isOver = key.deadlineMillis() <= nowMillis;
    Predicate<Party.ByAddress> waits =
        party -> isOver ? giveUp(tenant, party, nowMillis) : !isUnknown(tenant, party, nowMillis);
    BatchAggregation.Result result = new BatchAggregation(batch, knowledge.of(tenant), waits).run();
    Optional<RequestBatch> held = result.held();
    if (held.isPresent()) {
      firstDeadlineMillis = Math.min(firstDeadlineMillis, key.deadlineMillis());
    }
    if (result.deltas().isEmpty()) {
      return;
    }
    int left = held.map(rest -> rest.columns().size()).orElse(0);
    count(key.origin(), left - batch.columns().size());
    if (held.isPresent()) {
      store.put(key, RequestBatchCodec.encode(held.get()));
    } else {
      store.delete(key);
    }
    sink.accept(batch.header(), result.deltas());
  }

  private boolean giveUp(String tenant, Party.ByAddress party, long nowMillis) {
    unknown.add(tenant, party.address(), nowMillis);
    return false;
  }

  private boolean isUnknown(String tenant, Party.ByAddress party, long nowMillis) {
    return unknown.contains(tenant, party.address(), nowMillis);
  }

  private void count(RequestBatch.Origin origin, long more) {
    reports += more;
    metrics.waiting(more);
    waiting.merge(origin, more, (a, b) -> a + b == 0 ? null : a + b);
  }

  private static RequestBatch decode(byte[] bytes) {
    try {
      return RequestBatchCodec.decode(bytes);
    } catch (WireFormatException e) {
      throw new IllegalStateException("the store of waiting reports is damaged", e);
    }
  }

  /** Takes what no longer waits. */
  @FunctionalInterface
  interface Sink {
    void accept(RequestBatch.Header header, List<EdgeDelta> deltas);
  }
}

package dev.meshscope.aggregator.aggregate;

import static java.util.Objects.requireNonNull;

import dev.meshscope.model.Announcement;
import dev.meshscope.model.IdentityCodec;
import dev.meshscope.model.WireFormatException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Keeps {@link IdentityStore} as topic {@code identities} says. */
final class UpdateIdentities implements Processor<byte[], byte[], Void, Void> {
  private final AggregationMetrics metrics;
  private @Nullable IdentityStore identities;

  UpdateIdentities(AggregationMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    identities = context.getStateStore(IdentityStore.NAME);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    metrics.announcementReceived();
    try {
      if (record.key() == null) {
        metrics.announcementDropped(Untold.UNREADABLE);
      } else if (update(IdentityCodec.decodeKey(record.key()), record.value())) {
        metrics.announcementTaken();
      } else {
        metrics.announcementDropped(Untold.FULL);
      }
    } catch (WireFormatException e) {
      metrics.announcementDropped(Untold.UNREADABLE);
    }
  }

  private boolean update(Announcement.Key key, byte @Nullable [] value) throws WireFormatException {
    IdentityStore store = requireNonNull(identities);
    if (value == null) {
      store.remove(key);
      return true;
    }
    return store.put(IdentityCodec.decodeValue(key, value));
  }
}

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
    IdentityStore store = requireNonNull(identities);
    byte[] value = record.value();
    if (record.key() == null) {
      metrics.announcementDropped(AggregationMetrics.AnnouncementLoss.UNREADABLE);
      return;
    }
    try {
      Announcement.Key key = IdentityCodec.decodeKey(record.key());
      if (value == null) {
        store.remove(key);
      } else if (!store.put(IdentityCodec.decodeValue(key, value))) {
        metrics.announcementDropped(AggregationMetrics.AnnouncementLoss.FULL);
      }
    } catch (WireFormatException e) {
      metrics.announcementDropped(AggregationMetrics.AnnouncementLoss.UNREADABLE);
    }
  }
}

package dev.meshscope.aggregator.aggregate;

import static java.util.Objects.requireNonNull;

import dev.meshscope.model.Inventory;
import dev.meshscope.model.InventoryCodec;
import dev.meshscope.model.WireFormatException;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

/** Keeps {@link InventoryStore} as topic {@code inventory} says. */
final class UpdateInventory implements Processor<byte[], byte[], Void, Void> {
  private final AggregationMetrics metrics;
  private @Nullable InventoryStore inventories;

  UpdateInventory(AggregationMetrics metrics) {
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    inventories = context.getStateStore(InventoryStore.NAME);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    InventoryStore store = requireNonNull(inventories);
    metrics.versionReceived();
    try {
      if (record.key() == null) {
        metrics.versionDropped(Untold.UNREADABLE);
      } else if (update(store, InventoryCodec.decodeKey(record.key()), record.value())) {
        metrics.versionTaken(store.size());
      } else {
        metrics.versionDropped(Untold.FULL);
      }
    } catch (WireFormatException e) {
      metrics.versionDropped(Untold.UNREADABLE);
    }
  }

  private static boolean update(InventoryStore store, Inventory.Key key, byte @Nullable [] value)
      throws WireFormatException {
    if (value == null) {
      store.remove(key);
      return true;
    }
    return store.put(InventoryCodec.decodeValue(key, value), value.length);
  }
}

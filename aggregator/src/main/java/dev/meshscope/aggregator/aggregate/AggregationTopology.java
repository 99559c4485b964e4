package dev.meshscope.aggregator.aggregate;

import dev.meshscope.model.Topics;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.state.Stores;

/** The topology; a rename of anything in it is a migration, so a file holds its description. */
final class AggregationTopology {
  static final String AGGREGATE = "aggregate";
  static final String DEAD_LETTERS = "dead-letters";
  static final String SEQUENCES = "sequences";
  static final String WAITING = "waiting";
  private static final String REQUESTS = "requests";
  private static final String DECODE = "decode";
  private static final String EDGE_DELTAS = "edge-deltas";
  private static final String IDENTITIES_SOURCE = "identities-source";
  private static final String UPDATE_IDENTITIES = "update-identities";
  private static final String INVENTORY_SOURCE = "inventory-source";
  private static final String UPDATE_INVENTORY = "update-inventory";

  private AggregationTopology() {}

  static Topology of(TopologySettings settings, AggregationMetrics metrics) {
    // The sink's key is the partition to write to; records of the topic have none.
    Serializer<Integer> noKey = (_, _) -> null;
    StreamPartitioner<Integer, byte[]> byKey =
        (_, partition, _, _) -> Optional.of(Set.of(partition));
    ByteArrayDeserializer in = new ByteArrayDeserializer();
    ByteArraySerializer out = new ByteArraySerializer();
    return new Topology()
        .addGlobalStore(
            new GlobalStoreBuilder<>(
                IdentityStore.NAME, () -> new IdentityStore(settings.announcementsMax())),
            IDENTITIES_SOURCE,
            in,
            in,
            Topics.IDENTITIES,
            UPDATE_IDENTITIES,
            () -> new UpdateIdentities(metrics))
        .addGlobalStore(
            new GlobalStoreBuilder<>(
                InventoryStore.NAME, () -> new InventoryStore(settings.inventoryBytesMax())),
            INVENTORY_SOURCE,
            in,
            in,
            Topics.INVENTORY,
            UPDATE_INVENTORY,
            () -> new UpdateInventory(metrics))
        .addSource(REQUESTS, in, in, Topics.REQUESTS)
        .addProcessor(DECODE, () -> new DecodeBatches(metrics), REQUESTS)
        .addProcessor(AGGREGATE, () -> new AggregateBatches(settings, metrics), DECODE)
        .addStateStore(
            Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(SEQUENCES),
                SequenceSerdes.origin(),
                SequenceSerdes.seen()),
            AGGREGATE)
        .addStateStore(
            Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(WAITING), WaitingKey.serde(), Serdes.ByteArray()),
            AGGREGATE)
        .addSink(EDGE_DELTAS, Topics.EDGE_DELTAS, noKey, out, byKey, AGGREGATE)
        .addSink(DEAD_LETTERS, Topics.DEAD_LETTERS, out, out, DECODE);
  }
}

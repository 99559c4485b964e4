package dev.meshscope.aggregator.aggregate;

import dev.meshscope.model.Announcement;
import dev.meshscope.model.DeltaBatch;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.RequestBatchCodec;
import dev.meshscope.model.WireFormatException;
import java.util.ArrayList;
import java.util.List;

/**
 * Aggregates batches outside of Kafka Streams, as benchmarks do: decodes, resolves, adds up and
 * encodes as {@link AggregateBatches} does, but keeps no state, so that a repeat counts again and
 * no report waits for an announcement. One owner, not thread-safe.
 */
public final class DetachedAggregation {
  private final IdentityStore identities;
  private final DeltaRecords records;

  /**
   * Makes an aggregation that will hear of no other announcements.
   *
   * @param announcements what the mesh said of its addresses
   * @param deltaPartitions partitions of topic {@code edge-deltas}, at least 1
   */
  public DetachedAggregation(List<Announcement> announcements, int deltaPartitions) {
    identities = new IdentityStore(Math.max(1, announcements.size()));
    announcements.forEach(identities::put);
    records =
        new DeltaRecords(deltaPartitions, AggregateConfig.defaults().recordMax().bytesAsInt());
  }

  /**
   * The values of the records of topic {@code edge-deltas} that a batch of topic {@code requests}
   * makes, at least one for every partition.
   *
   * @throws WireFormatException when the bytes are no batch
   */
  public List<byte[]> aggregate(byte[] value) throws WireFormatException {
    RequestBatch batch = RequestBatchCodec.decode(value);
    RequestBatch.Header header = batch.header();
    EdgeResolver edges = new EdgeResolver(new PeerLookup(identities, header.tenant()), null);
    BatchAggregation.Result result = new BatchAggregation(batch, edges, _ -> false).run();
    DeltaBatch.Progress progress =
        new DeltaBatch.Progress(
            header.origin(), header.sentThroughMicros(), 0, header.received(), header.rejected());
    List<byte[]> values = new ArrayList<>();
    records.write(
        new DeltaBatch(header.tenant(), List.of(progress), result.deltas()),
        (_, bytes) -> values.add(bytes));
    return values;
  }
}

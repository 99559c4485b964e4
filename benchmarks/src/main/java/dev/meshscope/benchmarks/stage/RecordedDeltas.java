package dev.meshscope.benchmarks.stage;

import dev.meshscope.aggregator.aggregate.DetachedAggregation;
import dev.meshscope.model.DeltaBatchCodec;
import dev.meshscope.model.EdgeCounts;
import dev.meshscope.model.EdgeDelta;
import dev.meshscope.model.EdgeSeries;
import dev.meshscope.model.WireFormatException;
import dev.meshscope.testkit.simulate.PeerMetadata;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an aggregator makes of what a simulated mesh sends. */
public final class RecordedDeltas {
  private static final int BATCH_ROWS = 8000;

  private RecordedDeltas() {}

  /**
   * One delta for every series, all of one window.
   *
   * @param copies copies of Bookinfo, of 9 proxies each
   * @param reports in all of them together, about
   */
  public static List<EdgeDelta> of(int copies, int reports) {
    RecordedMesh mesh = RecordedMesh.of(PeerMetadata.STRUCT, copies);
    RecordedBatches recorded = RecordedBatches.of(mesh, Math.min(reports, BATCH_ROWS), reports);
    DetachedAggregation aggregation = new DetachedAggregation(recorded.announcements(), 1);
    Map<EdgeSeries, EdgeCounts> counts = new LinkedHashMap<>();
    try {
      for (EncodedBatch batch : recorded.batches()) {
        for (byte[] value : aggregation.aggregate(batch.bytes())) {
          for (EdgeDelta delta : DeltaBatchCodec.decode(value).deltas()) {
            counts.computeIfAbsent(delta.series(), _ -> new EdgeCounts()).merge(delta.counts());
          }
        }
      }
    } catch (WireFormatException e) {
      throw new IllegalStateException("our own records cannot be read", e);
    }
    return counts.entrySet().stream()
        .map(entry -> new EdgeDelta(entry.getKey(), 0, entry.getValue()))
        .toList();
  }
}

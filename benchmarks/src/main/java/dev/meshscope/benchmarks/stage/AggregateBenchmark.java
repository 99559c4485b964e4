package dev.meshscope.benchmarks.stage;

import static java.util.Objects.requireNonNull;

import dev.meshscope.aggregator.aggregate.DetachedAggregation;
import dev.meshscope.model.WireFormatException;
import dev.meshscope.testkit.simulate.PeerMetadata;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** From the bytes of batches to the bytes of deltas: the part of aggregate that is pure. */
@State(Scope.Thread)
public class AggregateBenchmark {
  /** Reports in a batch: one of a quiet lane, and the largest one. */
  static final List<Integer> ROWS = List.of(500, 8000);

  private static final int REPORTS = 100_000;
  private static final int DELTA_PARTITIONS = 2;

  /** One of {@link #ROWS}. */
  @Param({"500", "8000"})
  public int rows = 1;

  /** Copies of Bookinfo. */
  @Param("10")
  public int copies = 1;

  private List<EncodedBatch> batches = List.of();
  private @Nullable DetachedAggregation aggregation;

  /** Gets a mesh and makes batches of what it sent. */
  @Setup(Level.Trial)
  public void record() {
    RecordedBatches recorded =
        RecordedBatches.of(Recordings.mesh(PeerMetadata.STRUCT, copies), rows, REPORTS);
    batches = recorded.batches();
    aggregation = new DetachedAggregation(recorded.announcements(), DELTA_PARTITIONS);
  }

  /** All batches. */
  @Benchmark
  public void aggregate(Spent spent, Blackhole deltas) throws WireFormatException {
    for (EncodedBatch batch : batches) {
      deltas.consume(requireNonNull(aggregation).aggregate(batch.bytes()));
      spent.done(batch.reports());
    }
  }
}

package dev.meshscope.benchmarks.stage;

import static java.util.Objects.requireNonNull;

import dev.meshscope.collector.publish.PublishConfig;
import dev.meshscope.testkit.simulate.PeerMetadata;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** From the bytes of messages to the bytes of batches: receive, normalize and publish. */
@State(Scope.Thread)
public class ReceiveBenchmark {
  private static final long REPORTS = 100_000;

  /** What proxies log about the other end. */
  @Param({"NONE", "STRUCT", "FLAT_BUFFERS"})
  public PeerMetadata peers = PeerMetadata.NONE;

  /** Copies of Bookinfo. */
  @Param("10")
  public int copies = 1;

  private @Nullable RecordedMesh mesh;
  private @Nullable ReceivePath path;

  /** Gets a mesh. */
  @Setup(Level.Trial)
  public void record() {
    RecordedMesh recorded = Recordings.mesh(peers, copies);
    mesh = recorded;
    path = new ReceivePath(recorded, PublishConfig.defaults().batchRowsMax());
  }

  /** All messages of the mesh, as often as it takes. */
  @Benchmark
  public void receive(Spent spent, Blackhole batches) {
    ReceivePath taking = requireNonNull(path);
    RecordedMesh sent = requireNonNull(mesh);
    long before = taking.accepted();
    do {
      for (RecordedMessage message : sent.messages()) {
        batches.consume(taking.take(message));
      }
    } while (taking.accepted() - before < REPORTS);
    taking.requireAllAccepted();
    spent.done(taking.accepted() - before);
  }
}

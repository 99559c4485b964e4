package dev.meshscope.benchmarks.stage;

import static java.util.Objects.requireNonNull;

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

/** {@link ReceiveBenchmark} for the other sources: they tell of the requests of the same mesh. */
@State(Scope.Thread)
public class MessageBenchmark {
  private static final long REPORTS = 50_000;

  /** What brings the reports. */
  @Param({"OTLP_LOGS", "OTLP_SPANS", "SYSLOG_JSON", "SYSLOG_TEXT"})
  public MessageSource source = MessageSource.OTLP_LOGS;

  /** Copies of Bookinfo. */
  @Param("10")
  public int copies = 1;

  private List<byte[]> messages = List.of();
  private @Nullable MessagePath path;

  /** Gets a mesh and writes what it would have sent this way. */
  @Setup(Level.Trial)
  public void record() {
    RecordedMesh mesh = Recordings.mesh(PeerMetadata.NONE, copies);
    messages = SourceMessages.of(mesh, source);
    path = new MessagePath(source, mesh.arrivalMicros());
  }

  /** All messages, as often as it takes. */
  @Benchmark
  public void receive(Spent spent, Blackhole batches) {
    MessagePath taking = requireNonNull(path);
    long before = taking.accepted();
    do {
      for (byte[] message : messages) {
        batches.consume(taking.take(message));
      }
    } while (taking.accepted() - before < REPORTS);
    taking.requireAllAccepted();
    spent.done(taking.accepted() - before);
  }
}

package dev.meshscope.benchmarks.stage;

import static java.util.Objects.requireNonNull;

import com.google.protobuf.Any;
import com.google.protobuf.BytesValue;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import dev.meshscope.testkit.simulate.PeerMetadata;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What {@link ReceiveBenchmark} is held against: protobuf-java parses the same bytes and unpacks
 * the peers, and nobody does anything with them.
 */
@State(Scope.Thread)
public class ParseBenchmark {
  private static final long REPORTS = 20_000;

  /** What proxies log about the other end. */
  @Param({"NONE", "STRUCT", "FLAT_BUFFERS"})
  public PeerMetadata peers = PeerMetadata.NONE;

  /** Copies of Bookinfo. */
  @Param("10")
  public int copies = 1;

  private @Nullable RecordedMesh mesh;

  /** Gets a mesh. */
  @Setup(Level.Trial)
  public void record() {
    mesh = Recordings.mesh(peers, copies);
  }

  /** All messages of the mesh, as often as it takes. */
  @Benchmark
  public void parse(Spent spent, Blackhole parsed) throws InvalidProtocolBufferException {
    RecordedMesh sent = requireNonNull(mesh);
    long reports = 0;
    while (reports < REPORTS) {
      for (RecordedMessage message : sent.messages()) {
        reports += parse(message, parsed);
      }
    }
    spent.done(reports);
  }

  private static int parse(RecordedMessage message, Blackhole parsed)
      throws InvalidProtocolBufferException {
    var entries = StreamAccessLogsMessage.parseFrom(message.bytes()).getHttpLogs();
    for (HTTPAccessLogEntry entry : entries.getLogEntryList()) {
      for (Any object : entry.getCommonProperties().getFilterStateObjectsMap().values()) {
        parsed.consume(unpack(object));
      }
    }
    parsed.consume(entries);
    return entries.getLogEntryCount();
  }

  /** A FlatBuffers peer is read in place, so it is only unwrapped. */
  private static Message unpack(Any object) throws InvalidProtocolBufferException {
    return object.is(Struct.class) ? object.unpack(Struct.class) : object.unpack(BytesValue.class);
  }
}

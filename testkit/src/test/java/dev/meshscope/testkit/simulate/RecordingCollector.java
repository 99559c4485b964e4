package dev.meshscope.testkit.simulate;

import dev.meshscope.testkit.mesh.Collector;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.service.accesslog.v3.AccessLogServiceGrpc.AccessLogServiceImplBase;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsResponse;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** An access log service that keeps every message of every stream. */
final class RecordingCollector extends AccessLogServiceImplBase implements AutoCloseable {
  private final List<Received> streams = new CopyOnWriteArrayList<>();
  private final Server server;

  RecordingCollector() throws IOException {
    this(0);
  }

  RecordingCollector(int port) throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
            .addService(this)
            .build()
            .start();
  }

  Collector address() {
    return new Collector("127.0.0.1", server.getPort());
  }

  List<Received> streams() {
    return streams;
  }

  /** Every entry with the node of its stream. */
  List<Entry> entries() {
    return streams.stream().flatMap(Received::entries).toList();
  }

  /** Entries of the proxies of one workload. */
  List<HTTPAccessLogEntry> of(String workload) {
    return entries().stream()
        .filter(entry -> entry.nodeId.contains("~" + workload + "-"))
        .map(Entry::entry)
        .toList();
  }

  /** Ends all streams, as a collector does that wants them to spread. */
  void endStreams() {
    streams.forEach(stream -> stream.responses.onCompleted());
  }

  @Override
  public StreamObserver<StreamAccessLogsMessage> streamAccessLogs(
      StreamObserver<StreamAccessLogsResponse> responses) {
    Received received = new Received(responses);
    streams.add(received);
    return received;
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  record Entry(String nodeId, HTTPAccessLogEntry entry) {}

  /** One stream. */
  static final class Received implements StreamObserver<StreamAccessLogsMessage> {
    private final StreamObserver<StreamAccessLogsResponse> responses;
    private final List<StreamAccessLogsMessage> messages =
        Collections.synchronizedList(new ArrayList<>());
    private volatile boolean isCompleted;

    Received(StreamObserver<StreamAccessLogsResponse> responses) {
      this.responses = responses;
    }

    List<StreamAccessLogsMessage> messages() {
      return List.copyOf(messages);
    }

    boolean isCompleted() {
      return isCompleted;
    }

    Stream<Entry> entries() {
      List<StreamAccessLogsMessage> all = messages();
      String node = all.isEmpty() ? "" : all.getFirst().getIdentifier().getNode().getId();
      return all.stream()
          .flatMap(message -> message.getHttpLogs().getLogEntryList().stream())
          .map(entry -> new Entry(node, entry));
    }

    @Override
    public void onNext(StreamAccessLogsMessage message) {
      messages.add(message);
    }

    @Override
    public void onError(Throwable t) {
      // The simulation ends its streams; a test that breaks one looks at the report.
    }

    @Override
    public void onCompleted() {
      isCompleted = true;
      responses.onCompleted();
    }
  }
}

package dev.meshscope.testkit.mesh;

import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.TCPAccessLogEntry;
import io.envoyproxy.envoy.service.accesslog.v3.AccessLogServiceGrpc.AccessLogServiceImplBase;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsResponse;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Keeps every entry together with the node of its stream. */
final class RecordingAccessLogServer extends AccessLogServiceImplBase implements AutoCloseable {
  private final Queue<Http> http = new ConcurrentLinkedQueue<>();
  private final Queue<Tcp> tcp = new ConcurrentLinkedQueue<>();
  private final Server server;

  /** One that implements nothing of OTLP. */
  RecordingAccessLogServer() throws IOException {
    this(List.of());
  }

  /** One with other services on the same port. */
  RecordingAccessLogServer(List<ServerServiceDefinition> others) throws IOException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(this);
    others.forEach(builder::addService);
    server = builder.build().start();
  }

  Collector collector() {
    return new Collector("127.0.0.1", server.getPort());
  }

  Collection<Http> http() {
    return http;
  }

  Collection<Tcp> tcp() {
    return tcp;
  }

  void forget() {
    http.clear();
    tcp.clear();
  }

  int size() {
    return http.size() + tcp.size();
  }

  @Override
  public StreamObserver<StreamAccessLogsMessage> streamAccessLogs(
      StreamObserver<StreamAccessLogsResponse> responses) {
    return new Stream(responses);
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  record Http(String nodeId, HTTPAccessLogEntry entry) {}

  record Tcp(String nodeId, TCPAccessLogEntry entry) {}

  private final class Stream implements StreamObserver<StreamAccessLogsMessage> {
    private final StreamObserver<StreamAccessLogsResponse> responses;
    private @Nullable String nodeId;

    Stream(StreamObserver<StreamAccessLogsResponse> responses) {
      this.responses = responses;
    }

    @Override
    public void onNext(StreamAccessLogsMessage message) {
      if (message.hasIdentifier()) {
        nodeId = message.getIdentifier().getNode().getId();
      }
      String node = String.valueOf(nodeId);
      message.getHttpLogs().getLogEntryList().forEach(e -> http.add(new Http(node, e)));
      message.getTcpLogs().getLogEntryList().forEach(e -> tcp.add(new Tcp(node, e)));
    }

    @Override
    public void onError(Throwable t) {
      // An Envoy that ends breaks its stream.
    }

    @Override
    public void onCompleted() {
      responses.onCompleted();
    }
  }
}

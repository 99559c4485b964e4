package dev.meshscope.standalone;

import com.google.protobuf.Duration;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UInt32Value;
import com.google.protobuf.Value;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.config.core.v3.RequestMethod;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogCommon;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogType;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry.HTTPVersion;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPRequestProperties;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPResponseProperties;
import io.envoyproxy.envoy.service.accesslog.v3.AccessLogServiceGrpc;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage.HTTPAccessLogEntries;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage.Identifier;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsResponse;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.time.Instant;

/** A sidecar that reports calls in plain text from whatever address. */
final class ReportingSidecar implements AutoCloseable {
  private static final String ADDRESS = "10.0.1.1";
  private static final int PORT = 9080;

  private final ManagedChannel channel;
  private final StreamObserver<StreamAccessLogsMessage> stream;

  /** Of {@code service} in namespace {@code shop} of cluster {@code east}. */
  ReportingSidecar(int grpcPort, String service) {
    channel = ManagedChannelBuilder.forAddress("127.0.0.1", grpcPort).usePlaintext().build();
    stream = AccessLogServiceGrpc.newStub(channel).streamAccessLogs(new Ignored());
    stream.onNext(
        StreamAccessLogsMessage.newBuilder()
            .setIdentifier(Identifier.newBuilder().setNode(node(service)).setLogName("als"))
            .build());
  }

  /** Reports a call that began then. */
  void called(String from, String host, Instant start) {
    HTTPAccessLogEntry entry =
        HTTPAccessLogEntry.newBuilder()
            .setCommonProperties(common(from, start))
            .setProtocolVersion(HTTPVersion.HTTP11)
            .setRequest(
                HTTPRequestProperties.newBuilder()
                    .setRequestMethod(RequestMethod.GET)
                    .setAuthority(host)
                    .setPath("/"))
            .setResponse(
                HTTPResponseProperties.newBuilder()
                    .setResponseCode(UInt32Value.of(200))
                    .setResponseCodeDetails("via_upstream"))
            .build();
    stream.onNext(
        StreamAccessLogsMessage.newBuilder()
            .setHttpLogs(HTTPAccessLogEntries.newBuilder().addLogEntry(entry))
            .build());
  }

  @Override
  public void close() {
    stream.onCompleted();
    channel.shutdown();
  }

  private static AccessLogCommon common(String from, Instant start) {
    return AccessLogCommon.newBuilder()
        .setDownstreamRemoteAddress(address(from, 0))
        .setDownstreamDirectRemoteAddress(address(from, 40_000))
        .setDownstreamLocalAddress(address(ADDRESS, PORT))
        .setUpstreamCluster("inbound|" + PORT + "||")
        .setUpstreamRemoteAddress(address("127.0.0.1", PORT))
        .setStartTime(
            Timestamp.newBuilder().setSeconds(start.getEpochSecond()).setNanos(start.getNano()))
        .setDuration(Duration.newBuilder().setNanos(1_000_000))
        .setAccessLogType(AccessLogType.DownstreamEnd)
        .build();
  }

  private static Node node(String service) {
    Struct.Builder metadata = Struct.newBuilder();
    metadata.putFields("CLUSTER_ID", text("east"));
    metadata.putFields("NAMESPACE", text("shop"));
    metadata.putFields("WORKLOAD_NAME", text(service));
    Struct labels = Struct.newBuilder().putFields("app", text(service)).build();
    metadata.putFields("LABELS", Value.newBuilder().setStructValue(labels).build());
    return Node.newBuilder()
        .setId("sidecar~" + ADDRESS + "~" + service + "-1.shop~shop.svc.cluster.local")
        .setCluster(service + ".shop")
        .setMetadata(metadata)
        .build();
  }

  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  private static Address address(String address, int port) {
    return Address.newBuilder()
        .setSocketAddress(SocketAddress.newBuilder().setAddress(address).setPortValue(port))
        .build();
  }

  /** The collector answers nothing until the stream ends. */
  private static final class Ignored implements StreamObserver<StreamAccessLogsResponse> {
    @Override
    public void onNext(StreamAccessLogsResponse response) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {}
  }
}

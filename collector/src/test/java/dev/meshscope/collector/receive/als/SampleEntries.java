package dev.meshscope.collector.receive.als;

import com.google.protobuf.Any;
import com.google.protobuf.BoolValue;
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
import io.envoyproxy.envoy.data.accesslog.v3.HTTPRequestProperties;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPResponseProperties;
import io.envoyproxy.envoy.data.accesslog.v3.TLSProperties;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage;
import java.time.Instant;
import java.util.Map;

/** Entries as Istio's proxies write them, made of generated objects. */
public final class SampleEntries {
  public static final String NODE_ID =
      "sidecar~10.0.1.5~reviews-v1-7f9c6b5d4c-x2x5z.bookinfo~bookinfo.svc.cluster.local";

  private SampleEntries() {}

  /** The identifier of the sidecar of reviews v1. */
  public static StreamAccessLogsMessage.Identifier identifier() {
    return identifier(
        NODE_ID,
        Map.of(
            "NAMESPACE", "bookinfo",
            "WORKLOAD_NAME", "reviews-v1",
            "INSTANCE_IPS", "10.0.1.5,fd00::5",
            "SERVICE_ACCOUNT", "bookinfo-reviews",
            "CLUSTER_ID", "Kubernetes"),
        Map.of(
            "service.istio.io/canonical-name", "reviews",
            "service.istio.io/canonical-revision", "v1"));
  }

  public static StreamAccessLogsMessage.Identifier identifier(
      String id, Map<String, String> metadata, Map<String, String> labels) {
    Struct.Builder struct = Struct.newBuilder();
    metadata.forEach((key, value) -> struct.putFields(key, text(value)));
    Struct.Builder labelStruct = Struct.newBuilder();
    labels.forEach((key, value) -> labelStruct.putFields(key, text(value)));
    struct.putFields("LABELS", Value.newBuilder().setStructValue(labelStruct).build());
    return StreamAccessLogsMessage.Identifier.newBuilder()
        .setNode(Node.newBuilder().setId(id).setCluster("reviews.bookinfo").setMetadata(struct))
        .setLogName("http_envoy_accesslog")
        .build();
  }

  /** A call from productpage, about 940 bytes. */
  public static HTTPAccessLogEntry inbound(Instant start) {
    return HTTPAccessLogEntry.newBuilder()
        .setCommonProperties(
            common(start)
                .setDownstreamRemoteAddress(socket("10.0.1.9", 0))
                .setDownstreamDirectRemoteAddress(socket("10.0.1.9", 43_122))
                .setDownstreamLocalAddress(socket("10.0.1.5", 9080))
                .setUpstreamRemoteAddress(socket("10.0.1.5", 9080))
                .setUpstreamLocalAddress(socket("127.0.0.6", 40_001))
                .setUpstreamCluster("inbound|9080||")
                .setRouteName("default")
                .setTlsProperties(mutualTls())
                .putFilterStateObjects("downstream_peer", Any.pack(productpage())))
        .setProtocolVersion(HTTPAccessLogEntry.HTTPVersion.HTTP11)
        .setRequest(request())
        .setResponse(response())
        .build();
  }

  /** A call to ratings. */
  public static HTTPAccessLogEntry outbound(Instant start) {
    return HTTPAccessLogEntry.newBuilder()
        .setCommonProperties(
            common(start)
                .setDownstreamRemoteAddress(socket("10.0.1.5", 51_234))
                .setDownstreamDirectRemoteAddress(socket("10.0.1.5", 51_234))
                .setDownstreamLocalAddress(socket("10.96.14.7", 9080))
                .setUpstreamRemoteAddress(socket("10.0.1.7", 9080))
                .setUpstreamLocalAddress(socket("10.0.1.5", 44_100))
                .setUpstreamCluster("outbound|9080|v1|ratings.bookinfo.svc.cluster.local")
                .setUpstreamRequestAttemptCount(1)
                .setRouteName("default"))
        .setProtocolVersion(HTTPAccessLogEntry.HTTPVersion.HTTP11)
        .setRequest(request().toBuilder().setAuthority("ratings:9080").setPath("/ratings/0"))
        .setResponse(response())
        .build();
  }

  /** The object that current proxies attach for productpage. */
  public static Struct productpage() {
    return Struct.newBuilder()
        .putFields("workload", text("productpage-v1"))
        .putFields("namespace", text("bookinfo"))
        .putFields("cluster", text("Kubernetes"))
        .putFields("service", text("productpage"))
        .putFields("revision", text("v1"))
        .putFields("name", text("productpage-v1-6d4f8c7b9-k8s2p"))
        .putFields("type", text("deployment"))
        .putFields("app", text("productpage"))
        .putFields("version", text("v1"))
        .putFields("identity", text("spiffe://cluster.local/ns/bookinfo/sa/bookinfo-productpage"))
        .build();
  }

  public static AccessLogCommon.Builder common(Instant start) {
    return AccessLogCommon.newBuilder()
        .setStartTime(
            Timestamp.newBuilder().setSeconds(start.getEpochSecond()).setNanos(start.getNano()))
        .setTimeToLastRxByte(nanos(52_100))
        .setTimeToFirstUpstreamTxByte(nanos(611_000))
        .setTimeToLastUpstreamTxByte(nanos(634_000))
        .setTimeToFirstUpstreamRxByte(nanos(12_311_000))
        .setTimeToLastUpstreamRxByte(nanos(12_455_000))
        .setTimeToFirstDownstreamTxByte(nanos(12_500_000))
        .setTimeToLastDownstreamTxByte(nanos(12_599_000))
        .setDuration(nanos(12_612_345))
        .setStreamId("3f6b5c9e-5f8e-4f7e-9a54-0a8c4f3c2d11")
        .setDownstreamWireBytesSent(1_210)
        .setDownstreamWireBytesReceived(890)
        .setUpstreamWireBytesSent(870)
        .setUpstreamWireBytesReceived(1_190)
        .setAccessLogType(AccessLogType.DownstreamEnd);
  }

  public static TLSProperties mutualTls() {
    return TLSProperties.newBuilder()
        .setTlsVersion(TLSProperties.TLSVersion.TLSv1_3)
        .setTlsCipherSuite(UInt32Value.of(0x1301))
        .setTlsSniHostname("outbound_.9080_.v1_.reviews.bookinfo.svc.cluster.local")
        .setLocalCertificateProperties(
            certificate("spiffe://cluster.local/ns/bookinfo/sa/bookinfo-reviews"))
        .setPeerCertificateProperties(
            certificate("spiffe://cluster.local/ns/bookinfo/sa/bookinfo-productpage"))
        .build();
  }

  public static TLSProperties.CertificateProperties certificate(String uri) {
    return TLSProperties.CertificateProperties.newBuilder()
        .addSubjectAltName(
            TLSProperties.CertificateProperties.SubjectAltName.newBuilder().setUri(uri))
        .build();
  }

  public static HTTPRequestProperties request() {
    return HTTPRequestProperties.newBuilder()
        .setRequestMethod(RequestMethod.GET)
        .setScheme("http")
        .setAuthority("reviews:9080")
        .setPath("/reviews/0")
        .setUserAgent("Mozilla/5.0 (X11; Linux x86_64)")
        .setRequestId("3f6b5c9e-5f8e-4f7e-9a54-0a8c4f3c2d11")
        .setRequestHeadersBytes(700)
        .setRequestBodyBytes(0)
        .build();
  }

  public static HTTPResponseProperties response() {
    return HTTPResponseProperties.newBuilder()
        .setResponseCode(UInt32Value.of(200))
        .setResponseHeadersBytes(180)
        .setResponseBodyBytes(948)
        .setResponseCodeDetails("via_upstream")
        .build();
  }

  public static Address socket(String address, int port) {
    return Address.newBuilder()
        .setSocketAddress(SocketAddress.newBuilder().setAddress(address).setPortValue(port))
        .build();
  }

  public static Duration nanos(long nanos) {
    return Duration.newBuilder()
        .setSeconds(nanos / 1_000_000_000)
        .setNanos((int) (nanos % 1_000_000_000))
        .build();
  }

  public static Value text(String value) {
    return Value.newBuilder().setStringValue(value).build();
  }

  /** Something that no reader of access logs expects. */
  public static BoolValue surprise() {
    return BoolValue.of(true);
  }
}

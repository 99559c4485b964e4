package dev.meshscope.collector.receive.otlp;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.logs.v1.ResourceLogs;
import io.opentelemetry.proto.logs.v1.ScopeLogs;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Log records and spans as Envoy writes them, made of generated objects. */
public final class SampleRecords {
  public static final String NODE_ID =
      "sidecar~10.0.1.5~reviews-v1-7f9c6b5d4c-x2x5z.bookinfo~bookinfo.svc.cluster.local";

  private SampleRecords() {}

  /** What the sidecar of reviews v1 says of itself in every record. */
  public static Map<String, String> node() {
    Map<String, String> node = new LinkedHashMap<>();
    node.put("node_id", NODE_ID);
    node.put("node_cluster", "reviews.bookinfo");
    node.put("workload_name", "reviews-v1");
    node.put("canonical_service", "reviews");
    node.put("canonical_revision", "v1");
    node.put("cluster_id", "Kubernetes");
    node.put("instance_ips", "10.0.1.5,fd00::5");
    node.put("service_account", "bookinfo-reviews");
    return node;
  }

  /** A call to ratings, in the attributes that we recommend. */
  public static Map<String, String> outbound() {
    Map<String, String> call = node();
    call.put("access_log_type", "DownstreamEnd");
    call.put("upstream_cluster", "outbound|9080|v1|ratings.bookinfo.svc.cluster.local");
    call.put("upstream_host", "10.0.1.7:9080");
    call.put("upstream_request_attempt_count", "2");
    call.put("route_name", "default");
    call.put("authority", "ratings:9080");
    call.put("requested_server_name", "-");
    call.put("downstream_direct_remote_address", "10.0.1.5:51234");
    call.put("downstream_remote_address", "10.0.1.5:51234");
    call.put("downstream_local_address", "10.96.14.7:9080");
    call.put("downstream_peer_uri_san", "-");
    call.put("downstream_local_uri_san", "-");
    call.put("downstream_peer", "-");
    call.put("upstream_peer", "-");
    call.put("peer_principal", "-");
    call.put("method", "GET");
    call.put("path", "/ratings/0");
    call.put("protocol", "HTTP/1.1");
    call.put("content_type", "-");
    call.put("user_agent", "Mozilla/5.0 (X11; Linux x86_64)");
    call.put("response_code", "200");
    call.put("response_flags", "-");
    call.put("response_code_details", "via_upstream");
    call.put("connection_termination_details", "-");
    call.put("grpc_status", "-");
    call.put("request_headers_bytes", "700");
    call.put("bytes_received", "0");
    call.put("response_headers_bytes", "180");
    call.put("bytes_sent", "948");
    call.put("duration_ns", "12612345");
    call.put("duration", "12");
    call.put("start_time", "-");
    return call;
  }

  /** A call from productpage. */
  public static Map<String, String> inbound() {
    Map<String, String> call = outbound();
    call.put("upstream_cluster", "inbound|9080||");
    call.put("upstream_host", "10.0.1.5:9080");
    call.put("authority", "reviews:9080");
    call.put("path", "/reviews/0");
    call.put("requested_server_name", "outbound_.9080_.v1_.reviews.bookinfo.svc.cluster.local");
    call.put("downstream_direct_remote_address", "10.0.1.9:43122");
    call.put("downstream_remote_address", "10.0.1.9:0");
    call.put("downstream_local_address", "10.0.1.5:9080");
    call.put(
        "downstream_peer_uri_san", "spiffe://cluster.local/ns/bookinfo/sa/bookinfo-productpage");
    call.put("downstream_local_uri_san", "spiffe://cluster.local/ns/bookinfo/sa/bookinfo-reviews");
    call.put(
        "downstream_peer",
        """
        {"workload":"productpage-v1","namespace":"bookinfo","cluster":"Kubernetes",\
        "service":"productpage","revision":"v1","type":"deployment","labels":{"a":"b"},\
        "identity":"spiffe://cluster.local/ns/bookinfo/sa/bookinfo-productpage"}\
        """);
    return call;
  }

  /** A record with these attributes, and an id that tells it from all others. */
  public static LogRecord log(Instant start, Map<String, String> attributes) {
    return LogRecord.newBuilder()
        .setTimeUnixNano(nanos(start))
        .addAllAttributes(keyValues(attributes))
        .setTraceId(random(16))
        .setSpanId(random(8))
        .build();
  }

  /** A record whose body is that text. */
  public static LogRecord line(Instant start, String text) {
    return LogRecord.newBuilder()
        .setTimeUnixNano(nanos(start))
        .setBody(AnyValue.newBuilder().setStringValue(text))
        .setTraceId(random(16))
        .build();
  }

  public static ExportLogsServiceRequest logs(Collection<LogRecord> records) {
    return logs(Map.of(), records);
  }

  public static ExportLogsServiceRequest logs(
      Map<String, String> resource, Collection<LogRecord> records) {
    return ExportLogsServiceRequest.newBuilder()
        .addResourceLogs(
            ResourceLogs.newBuilder()
                .setResource(Resource.newBuilder().addAllAttributes(keyValues(resource)))
                .addScopeLogs(ScopeLogs.newBuilder().addAllLogRecords(records)))
        .build();
  }

  /** The tags of a call to ratings, traced by the sidecar of reviews v1. */
  public static Map<String, String> spanTags() {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("node_id", NODE_ID);
    tags.put("zone", "");
    tags.put("guid:x-request-id", "6892bb47-c995-980b-9644-f4cb7f45f4a1");
    tags.put("http.url", "http://ratings:9080/ratings/0");
    tags.put("http.method", "GET");
    tags.put("downstream_cluster", "-");
    tags.put("user_agent", "Mozilla/5.0");
    tags.put("http.protocol", "HTTP/1.1");
    tags.put("peer.address", "10.0.1.5");
    tags.put("request_size", "17");
    tags.put("response_size", "5067");
    tags.put("component", "proxy");
    tags.put("upstream_cluster", "outbound|9080||ratings.bookinfo.svc.cluster.local");
    tags.put("upstream_cluster.name", "outbound|9080||ratings.bookinfo.svc.cluster.local;");
    tags.put("http.status_code", "200");
    tags.put("response_flags", "-");
    tags.put("istio.canonical_service", "reviews");
    tags.put("istio.canonical_revision", "v1");
    tags.put("istio.namespace", "bookinfo");
    tags.put("istio.cluster_id", "Kubernetes");
    return tags;
  }

  /** A span of 4.5 ms with these tags. */
  public static Span span(Instant start, Span.SpanKind kind, Map<String, String> tags) {
    return Span.newBuilder()
        .setTraceId(random(16))
        .setSpanId(random(8))
        .setName("ratings.bookinfo.svc.cluster.local:9080/*")
        .setKind(kind)
        .setStartTimeUnixNano(nanos(start))
        .setEndTimeUnixNano(nanos(start) + 4_500_000)
        .addAllAttributes(keyValues(tags))
        .build();
  }

  public static ExportTraceServiceRequest spans(Collection<Span> spans) {
    Map<String, String> resource =
        Map.of("service.name", "reviews.bookinfo", "telemetry.sdk.name", "envoy");
    return ExportTraceServiceRequest.newBuilder()
        .addResourceSpans(
            ResourceSpans.newBuilder()
                .setResource(Resource.newBuilder().addAllAttributes(keyValues(resource)))
                .addScopeSpans(ScopeSpans.newBuilder().addAllSpans(spans)))
        .build();
  }

  static List<KeyValue> keyValues(Map<String, String> attributes) {
    return attributes.entrySet().stream()
        .map(attribute ->
            KeyValue.newBuilder()
                .setKey(attribute.getKey())
                .setValue(AnyValue.newBuilder().setStringValue(attribute.getValue()))
                .build())
        .toList();
  }

  static long nanos(Instant time) {
    return time.getEpochSecond() * 1_000_000_000 + time.getNano();
  }

  private static ByteString random(int length) {
    byte[] bytes = new byte[length];
    ThreadLocalRandom.current().nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }
}

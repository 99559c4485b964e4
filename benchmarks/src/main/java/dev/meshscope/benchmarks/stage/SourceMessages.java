package dev.meshscope.benchmarks.stage;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.InvalidProtocolBufferException;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogCommon;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Writes what a recorded mesh sent as other sources would have told of the same requests. */
final class SourceMessages {
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final DateTimeFormatter LOCAL_TIME =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ROOT).withZone(ZoneOffset.UTC);

  private SourceMessages() {}

  /** Messages of that source; a message of syslog is a line, others hold what one of ALS held. */
  static List<byte[]> of(RecordedMesh mesh, MessageSource source) {
    List<byte[]> messages = new ArrayList<>();
    try {
      for (RecordedMessage recorded : mesh.messages()) {
        List<HTTPAccessLogEntry> entries =
            StreamAccessLogsMessage.parseFrom(recorded.bytes()).getHttpLogs().getLogEntryList();
        String node = node(mesh.nodes().get(recorded.stream()));
        switch (source) {
          case OTLP_LOGS -> messages.add(logs(node, entries));
          case OTLP_SPANS -> messages.add(spans(node, entries));
          case SYSLOG_JSON -> entries.forEach(e -> messages.add(json(recorded.stream(), e)));
          case SYSLOG_TEXT -> entries.forEach(e -> messages.add(text(recorded.stream(), e)));
        }
      }
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("our own recording cannot be read", e);
    }
    return messages;
  }

  private static String node(byte[] identifier) throws InvalidProtocolBufferException {
    return StreamAccessLogsMessage.parseFrom(identifier).getIdentifier().getNode().getId();
  }

  private static byte[] logs(String node, List<HTTPAccessLogEntry> entries) {
    ExportLogsServiceRequest.Builder request = ExportLogsServiceRequest.newBuilder();
    var scope = request.addResourceLogsBuilder().addScopeLogsBuilder();
    entries.forEach(entry -> scope.addLogRecords(log(node, entry)));
    return request.build().toByteArray();
  }

  private static LogRecord log(String node, HTTPAccessLogEntry entry) {
    AccessLogCommon common = entry.getCommonProperties();
    LogRecord.Builder log = LogRecord.newBuilder().setTimeUnixNano(startNanos(common));
    List<KeyValue> all = new ArrayList<>();
    add(all, "node_id", node);
    add(all, "access_log_type", "DownstreamEnd");
    add(all, "upstream_cluster", common.getUpstreamCluster());
    add(all, "upstream_host", address(common.getUpstreamRemoteAddress()));
    add(all, "upstream_request_attempt_count", "1");
    add(all, "route_name", common.getRouteName());
    add(all, "authority", entry.getRequest().getAuthority());
    add(all, "requested_server_name", common.getTlsProperties().getTlsSniHostname());
    add(
        all,
        "downstream_direct_remote_address",
        address(common.getDownstreamDirectRemoteAddress()));
    add(all, "downstream_local_address", address(common.getDownstreamLocalAddress()));
    add(all, "downstream_peer_uri_san", "-");
    add(all, "downstream_local_uri_san", "-");
    add(all, "method", "GET");
    add(all, "path", entry.getRequest().getPath());
    add(all, "protocol", "HTTP/1.1");
    add(all, "content_type", "-");
    add(all, "user_agent", entry.getRequest().getUserAgent());
    add(all, "response_code", code(entry));
    add(all, "response_flags", "-");
    add(all, "response_code_details", entry.getResponse().getResponseCodeDetails());
    add(all, "grpc_status", "-");
    add(all, "request_headers_bytes", "700");
    add(all, "bytes_received", "0");
    add(all, "response_headers_bytes", "180");
    add(all, "bytes_sent", "948");
    add(all, "duration_ns", "12612345");
    add(all, "duration", "12");
    return log.addAllAttributes(all).build();
  }

  private static byte[] spans(String node, List<HTTPAccessLogEntry> entries) {
    ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
    var scope = request.addResourceSpansBuilder().addScopeSpansBuilder();
    entries.forEach(entry -> scope.addSpans(span(node, entry)));
    return request.build().toByteArray();
  }

  private static Span span(String node, HTTPAccessLogEntry entry) {
    AccessLogCommon common = entry.getCommonProperties();
    boolean isInbound = common.getUpstreamCluster().startsWith("inbound");
    Span.Builder span =
        Span.newBuilder()
            .setName("ingress")
            .setKind(isInbound ? Span.SpanKind.SPAN_KIND_SERVER : Span.SpanKind.SPAN_KIND_CLIENT)
            .setStartTimeUnixNano(startNanos(common))
            .setEndTimeUnixNano(startNanos(common) + 4_500_000);
    List<KeyValue> all = new ArrayList<>();
    add(all, "node_id", node);
    add(all, "zone", "");
    add(all, "guid:x-request-id", "6892bb47-c995-980b-9644-f4cb7f45f4a1");
    add(
        all,
        "http.url",
        "http://" + entry.getRequest().getAuthority() + entry.getRequest().getPath());
    add(all, "http.method", "GET");
    add(all, "downstream_cluster", "-");
    add(all, "user_agent", "Mozilla/5.0");
    add(all, "http.protocol", "HTTP/1.1");
    add(all, "peer.address", "10.0.1.5");
    add(all, "request_size", "17");
    add(all, "response_size", "5067");
    add(all, "component", "proxy");
    add(all, "upstream_cluster", common.getUpstreamCluster());
    add(all, "upstream_cluster.name", common.getUpstreamCluster());
    add(all, "http.status_code", code(entry));
    add(all, "response_flags", "-");
    return span.addAllAttributes(all).build();
  }

  private static byte[] json(int stream, HTTPAccessLogEntry entry) {
    AccessLogCommon common = entry.getCommonProperties();
    int controller = stream / 2;
    int status = entry.getResponse().getResponseCode().getValue();
    String host = entry.getRequest().getAuthority();
    double seconds = (startNanos(common) + 5_000_000) / (double) NANOS_PER_SECOND;
    return """
    <190>Nov 25 14:28:59 ingress-%d nginx: {"msec":"%.3f", "request_time":"0.005", "status":"%d", \
    "request_method":"GET", "request_uri":"%s", "server_protocol":"HTTP/1.1", "http_host":"%s", \
    "host":"%s", "http_user_agent":"curl/8", "content_type":"", "request_length":"77", \
    "bytes_sent":"121", "upstream_addr":"%s", "upstream_status":"%d", \
    "upstream_connect_time":"0.000", "upstream_header_time":"0.005", \
    "upstream_trailer_grpc_status":"", "upstream_http_grpc_status":"", "namespace":"shop", \
    "service_name":"web", "service_port":"80", "location_path":"/", \
    "proxy_upstream_name":"shop-web-80", "proxy_alternative_upstream_name":"", \
    "limit_req_status":"", "limit_conn_status":"", "remote_addr":"10.9.0.1", \
    "realip_remote_addr":"10.9.0.1", "server_addr":"10.9.0.2", "server_port":"8080", \
    "ssl_client_s_dn":"", "ssl_client_verify":"", "hostname":"ingress-%d"}\
    """
        .formatted(
            controller,
            seconds,
            status,
            entry.getRequest().getPath(),
            host,
            host,
            address(common.getUpstreamRemoteAddress()),
            status,
            controller)
        .getBytes(UTF_8);
  }

  private static byte[] text(int stream, HTTPAccessLogEntry entry) {
    AccessLogCommon common = entry.getCommonProperties();
    int status = entry.getResponse().getResponseCode().getValue();
    Instant end = Instant.ofEpochSecond(common.getStartTime().getSeconds() + 1);
    return """
    <190>Nov 25 14:28:59 ingress-%d nginx: 10.9.0.1 - - [%s] "GET %s HTTP/1.1" %d 5 "-" "curl/8" \
    86 0.005 [shop-web-80] [] %s 5 0.005 %d d1ee58de8766c8de5f32aa97accbe238\
    """
        .formatted(
            stream / 2,
            LOCAL_TIME.format(end),
            entry.getRequest().getPath(),
            status,
            address(common.getUpstreamRemoteAddress()),
            status)
        .getBytes(UTF_8);
  }

  private static long startNanos(AccessLogCommon common) {
    return common.getStartTime().getSeconds() * NANOS_PER_SECOND + common.getStartTime().getNanos();
  }

  private static String code(HTTPAccessLogEntry entry) {
    return Integer.toString(entry.getResponse().getResponseCode().getValue());
  }

  private static String address(Address address) {
    var socket = address.getSocketAddress();
    return socket.getAddress().isEmpty() ? "-" : socket.getAddress() + ":" + socket.getPortValue();
  }

  private static void add(List<KeyValue> all, String key, String value) {
    all.add(
        KeyValue.newBuilder()
            .setKey(key)
            .setValue(AnyValue.newBuilder().setStringValue(value.isEmpty() ? "-" : value))
            .build());
  }
}

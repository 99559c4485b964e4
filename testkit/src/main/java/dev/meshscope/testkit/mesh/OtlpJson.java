package dev.meshscope.testkit.mesh;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** OpenTelemetry as Envoy's JSON: its access logger, and its tracer. */
final class OtlpJson {
  private static final String LOGGER =
      "type.googleapis.com/envoy.extensions.access_loggers.open_telemetry.v3";
  private static final String TRACER = "type.googleapis.com/envoy.config.trace.v3";

  /** What Meshscope recommends to log: keys of Istio's JSON log, and who reports. */
  private static final String ATTRIBUTES =
      """
      node_id %CEL(xds.node.id)%
      node_cluster %CEL(xds.node.cluster)%
      workload_name %CEL(xds.node.metadata.WORKLOAD_NAME)%
      canonical_service %CEL(xds.node.metadata.LABELS['service.istio.io/canonical-name'])%
      canonical_revision %CEL(xds.node.metadata.LABELS['service.istio.io/canonical-revision'])%
      cluster_id %CEL(xds.node.metadata.CLUSTER_ID)%
      instance_ips %CEL(xds.node.metadata.INSTANCE_IPS)%
      service_account %CEL(xds.node.metadata.SERVICE_ACCOUNT)%
      access_log_type %ACCESS_LOG_TYPE%
      upstream_cluster %UPSTREAM_CLUSTER_RAW%
      upstream_host %UPSTREAM_HOST%
      upstream_request_attempt_count %UPSTREAM_REQUEST_ATTEMPT_COUNT%
      route_name %ROUTE_NAME%
      authority %REQ(:AUTHORITY)%
      requested_server_name %REQUESTED_SERVER_NAME%
      downstream_direct_remote_address %DOWNSTREAM_DIRECT_REMOTE_ADDRESS%
      downstream_remote_address %DOWNSTREAM_REMOTE_ADDRESS%
      downstream_local_address %DOWNSTREAM_LOCAL_ADDRESS%
      downstream_peer_uri_san %DOWNSTREAM_PEER_URI_SAN%
      downstream_local_uri_san %DOWNSTREAM_LOCAL_URI_SAN%
      downstream_peer %FILTER_STATE(downstream_peer)%
      upstream_peer %FILTER_STATE(upstream_peer)%
      peer_principal %FILTER_STATE(io.istio.peer_principal:PLAIN)%
      method %REQ(:METHOD)%
      path %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%
      protocol %PROTOCOL%
      content_type %REQ(CONTENT-TYPE)%
      user_agent %REQ(USER-AGENT)%
      response_code %RESPONSE_CODE%
      response_flags %RESPONSE_FLAGS%
      response_code_details %RESPONSE_CODE_DETAILS%
      connection_termination_details %CONNECTION_TERMINATION_DETAILS%
      grpc_status %GRPC_STATUS(NUMBER)%
      request_headers_bytes %REQUEST_HEADERS_BYTES%
      bytes_received %BYTES_RECEIVED%
      response_headers_bytes %RESPONSE_HEADERS_BYTES%
      bytes_sent %BYTES_SENT%
      duration_ns %COMMON_DURATION(DS_RX_BEG:DS_TX_END:ns)%
      duration %DURATION%
      start_time %START_TIME%
      """;

  private OtlpJson() {}

  /** A logger as Istio's {@code envoyOtelAls} sets it up: only the attributes say who reports. */
  static String accessLog() {
    return """
    {
      "name": "envoy.access_loggers.open_telemetry",
      "typed_config": {
        "@type": "%s.OpenTelemetryAccessLogConfig",
        "log_name": "otel_envoy_accesslog",
        "disable_builtin_labels": true,
        "grpc_service": {"envoy_grpc": {"cluster_name": "%s"}},
        "buffer_flush_interval": "1s",
        "attributes": {"values": [%s]}
      }
    }\
    """
        .formatted(LOGGER, ClusterJson.COLLECTOR, attributes());
  }

  private static String attributes() {
    return ATTRIBUTES
        .lines()
        .map(line -> line.split(" ", 2))
        .map(pair ->
            "{\"key\": \"%s\", \"value\": {\"string_value\": \"%s\"}}".formatted(pair[0], pair[1]))
        .collect(Collectors.joining(","));
  }

  /** Field of a connection manager: every request becomes a span with Istio's tags. */
  static String tracing(Pod pod) {
    return """
    "tracing": {
      "random_sampling": {"value": 100},
      "custom_tags": [%s],
      "provider": {"name": "envoy.tracers.opentelemetry", "typed_config": {
        "@type": "%s.OpenTelemetryConfig",
        "grpc_service": {"envoy_grpc": {"cluster_name": "%s"}},
        "service_name": "%s"}}},\
    """
        .formatted(tags(pod), TRACER, ClusterJson.COLLECTOR, pod.nodeCluster());
  }

  private static String tags(Pod pod) {
    return Stream.of(
            tag("istio.canonical_service", pod.app()),
            tag("istio.canonical_revision", pod.version()),
            tag("istio.namespace", pod.namespace()),
            tag("istio.mesh_id", "cluster.local"),
            tag("istio.cluster_id", "Kubernetes"))
        .collect(Collectors.joining(","));
  }

  private static String tag(String name, String value) {
    return "{\"tag\": \"%s\", \"literal\": {\"value\": \"%s\"}}".formatted(name, value);
  }
}

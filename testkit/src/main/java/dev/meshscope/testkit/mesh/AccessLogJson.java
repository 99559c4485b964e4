package dev.meshscope.testkit.mesh;

/** Loggers of Envoy's access log service, under Istio's log names. */
final class AccessLogJson {
  private static final String TYPES = "type.googleapis.com/envoy.extensions.access_loggers.grpc.v3";

  private AccessLogJson() {}

  static String http() {
    return http("");
  }

  /** Istio gives every listener a log of the connections that no filter chain was there for. */
  static String unmatched() {
    return http("\"filter\": {\"response_flag_filter\": {\"flags\": [\"NR\"]}},");
  }

  private static String http(String filter) {
    return """
    {
      "name": "envoy.access_loggers.http_grpc", %s
      "typed_config": {
        "@type": "%s.HttpGrpcAccessLogConfig",
        "common_config": %s,
        "additional_request_headers_to_log": ["content-type"],
        "additional_response_headers_to_log": ["grpc-status"],
        "additional_response_trailers_to_log": ["grpc-status"]
      }
    }\
    """
        .formatted(filter, TYPES, common("http_envoy_accesslog"));
  }

  static String tcp() {
    return """
    {
      "name": "envoy.access_loggers.tcp_grpc",
      "typed_config": {"@type": "%s.TcpGrpcAccessLogConfig", "common_config": %s}
    }\
    """
        .formatted(TYPES, common("tcp_envoy_accesslog"));
  }

  /** The tag names the cluster of requests that never reached a host. */
  private static String common(String logName) {
    return """
    {
      "log_name": "%s",
      "transport_api_version": "V3",
      "buffer_flush_interval": "1s",
      "grpc_service": {"envoy_grpc": {"cluster_name": "%s"}},
      "custom_tags": [{"tag": "upstream_cluster", "value": "%%UPSTREAM_CLUSTER_RAW%%"}]
    }\
    """
        .formatted(logName, ClusterJson.COLLECTOR);
  }
}

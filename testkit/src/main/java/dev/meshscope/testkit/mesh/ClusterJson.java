package dev.meshscope.testkit.mesh;

import dev.meshscope.testkit.mesh.UpstreamCluster.Endpoint;
import dev.meshscope.testkit.mesh.UpstreamCluster.Limits;
import java.util.stream.Collectors;

/** Clusters as Envoy's JSON. */
final class ClusterJson {
  /** Istio's bootstrap names it for {@code envoyAccessLogService}; here OTLP goes there too. */
  static final String COLLECTOR = "envoy_accesslog_service";

  /** The JDK's HTTP server closes idle connections after 30 s; Envoy must be first. */
  private static final String IDLE_TIMEOUT = "10s";

  private ClusterJson() {}

  static String of(UpstreamCluster cluster, PodCertificates certificates) {
    return """
    {
      "name": "%s", "type": "STATIC", "connect_timeout": "2s",
      "per_connection_buffer_limit_bytes": 65536,
      "load_assignment": %s,
      "circuit_breakers": {"thresholds": [%s]},
      "upstream_bind_config": {"source_address": {"address": "%s", "port_value": 0}},
      %s
      "typed_extension_protocol_options": %s
    }\
    """
        .formatted(
            cluster.name(),
            assignment(cluster),
            thresholds(cluster.limits()),
            cluster.sourceAddress(),
            cluster.isMutualTls() ? TlsJson.upstream(cluster, certificates) + "," : "",
            protocol(cluster.http2()));
  }

  /** Where all reports go. */
  static String collector(Collector collector) {
    return """
    {
      "name": "%1$s", "type": "%2$s", "connect_timeout": "2s",
      "load_assignment": {"cluster_name": "%1$s", "endpoints": [{"lb_endpoints": [%3$s]}]},
      "typed_extension_protocol_options": %4$s
    }\
    """
        .formatted(
            COLLECTOR,
            collector.isAddress() ? "STATIC" : "STRICT_DNS",
            endpoint(new Endpoint(collector.host(), collector.port())),
            protocol(true));
  }

  private static String assignment(UpstreamCluster cluster) {
    String endpoints =
        cluster.endpoints().stream().map(ClusterJson::endpoint).collect(Collectors.joining(","));
    return """
    {"cluster_name": "%s", "endpoints": [{"lb_endpoints": [%s]}]}\
    """
        .formatted(cluster.name(), endpoints);
  }

  private static String endpoint(Endpoint endpoint) {
    return """
    {"endpoint": {"address": {"socket_address": {"address": "%s", "port_value": %d}}}}\
    """
        .formatted(endpoint.address(), endpoint.port());
  }

  private static String thresholds(Limits limits) {
    return """
    {"max_connections": %d, "max_pending_requests": %d, "max_requests": %d, "max_retries": %d}\
    """
        .formatted(
            limits.connections(), limits.pendingRequests(), limits.requests(), limits.retries());
  }

  private static String protocol(boolean http2) {
    return """
    {"envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
      "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
      "common_http_protocol_options": {"idle_timeout": "%s"},
      "explicit_http_config": {"%s": {}}
    }}\
    """
        .formatted(
            http2 ? "3600s" : IDLE_TIMEOUT,
            http2 ? "http2_protocol_options" : "http_protocol_options");
  }
}

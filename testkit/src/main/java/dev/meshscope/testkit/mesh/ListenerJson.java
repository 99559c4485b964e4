package dev.meshscope.testkit.mesh;

import dev.meshscope.testkit.mesh.ProxySpec.HttpListener;
import dev.meshscope.testkit.mesh.ProxySpec.TcpListener;
import java.net.InetSocketAddress;
import java.util.stream.Collectors;

/** The listeners of one proxy as Envoy's JSON. */
final class ListenerJson {
  private static final String FILTERS = "type.googleapis.com/envoy.extensions.filters";

  private final ProxySpec spec;
  private final PodCertificates certificates;

  ListenerJson(ProxySpec spec, PodCertificates certificates) {
    this.spec = spec;
    this.certificates = certificates;
  }

  /** A request is logged while it goes on, so that long streams are not silent for hours. */
  String http(HttpListener listener) {
    String manager =
        """
        {
          "name": "envoy.filters.network.http_connection_manager",
          "typed_config": {
            "@type": "%s.network.http_connection_manager.v3.HttpConnectionManager",
            "stat_prefix": "%s",
            "use_remote_address": %s,
            "route_config": %s,
            %s
            "access_log": [%s],
            "access_log_options": {"access_log_flush_interval": "%ds"},
            "http_filters": [%s, %s]
          }
        }\
        """
            .formatted(
                FILTERS,
                listener.statPrefix(),
                listener.side() == Side.GATEWAY,
                RouteJson.configuration(listener.virtualHosts()),
                tracing(),
                requestLog(),
                TcpTruth.PERIOD.toSeconds(),
                filter("envoy.filters.http.fault", "http.fault.v3.HTTPFault"),
                filter("envoy.filters.http.router", "http.router.v3.Router"));
    return listener(
        listener.statPrefix(),
        listener.side(),
        spec.pod().socket(listener.port()),
        filterChains(listener.mutualTls(), manager));
  }

  /** A connection is logged while it lives, so that long ones are not silent for hours. */
  String tcp(TcpListener listener) {
    String proxy =
        """
        {
          "name": "envoy.filters.network.tcp_proxy",
          "typed_config": {
            "@type": "%s.network.tcp_proxy.v3.TcpProxy",
            "stat_prefix": "%s",
            "cluster": "%s",
            "access_log": [%s],
            "access_log_options": {"access_log_flush_interval": "%ds"}
          }
        }\
        """
            .formatted(
                FILTERS,
                listener.statPrefix(),
                listener.cluster(),
                AccessLogJson.tcp(),
                TcpTruth.PERIOD.toSeconds());
    return listener(
        listener.statPrefix(),
        listener.side(),
        listener.address(),
        filterChains(listener.mutualTls(), proxy));
  }

  private String tracing() {
    return spec.isReporting(ReportKind.OTLP_SPANS) ? OtlpJson.tracing(spec.pod()) : "";
  }

  private String requestLog() {
    return spec.reports().stream()
        .map(kind ->
            switch (kind) {
              case ACCESS_LOG_SERVICE -> AccessLogJson.http();
              case OTLP_LOGS -> OtlpJson.accessLog();
              case OTLP_SPANS -> "";
            })
        .filter(log -> !log.isEmpty())
        .collect(Collectors.joining(","));
  }

  private static String filter(String name, String type) {
    return "{\"name\": \"%s\", \"typed_config\": {\"@type\": \"%s.%s\"}}"
        .formatted(name, FILTERS, type);
  }

  private String listener(String name, Side side, InetSocketAddress address, String filterChains) {
    boolean isInbound = side == Side.INBOUND;
    String unmatched =
        isInbound && spec.isReporting(ReportKind.ACCESS_LOG_SERVICE)
            ? AccessLogJson.unmatched()
            : "";
    return """
    {
      "name": "%s",
      "address": {"socket_address": {"address": "%s", "port_value": %d}},
      "traffic_direction": "%s",
      "per_connection_buffer_limit_bytes": 65536,
      "access_log": [%s],
      %s
    }\
    """
        .formatted(
            name,
            address.getAddress().getHostAddress(),
            address.getPort(),
            isInbound ? "INBOUND" : "OUTBOUND",
            unmatched,
            filterChains);
  }

  private String filterChains(MutualTls mutualTls, String filter) {
    String encrypted =
        "{\"filter_chain_match\": {\"transport_protocol\": \"tls\"}, \"filters\": [%s], %s}"
            .formatted(filter, TlsJson.downstream(certificates));
    String plain =
        "{\"filter_chain_match\": {\"transport_protocol\": \"raw_buffer\"}, \"filters\": [%s]}"
            .formatted(filter);
    String inspector =
        filter("envoy.filters.listener.tls_inspector", "listener.tls_inspector.v3.TlsInspector");
    return switch (mutualTls) {
      case DISABLE -> "\"filter_chains\": [{\"filters\": [%s]}]".formatted(filter);
      case PERMISSIVE ->
          "\"listener_filters\": [%s], \"filter_chains\": [%s, %s]"
              .formatted(inspector, encrypted, plain);
      case STRICT ->
          "\"listener_filters\": [%s], \"filter_chains\": [%s]".formatted(inspector, encrypted);
    };
  }
}

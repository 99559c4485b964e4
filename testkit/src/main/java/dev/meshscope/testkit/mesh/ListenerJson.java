package dev.meshscope.testkit.mesh;

import dev.meshscope.testkit.mesh.ProxySpec.HttpListener;
import dev.meshscope.testkit.mesh.ProxySpec.TcpListener;

/** Listeners as Envoy's JSON. Mutual TLS between sidecars will be a transport socket here. */
final class ListenerJson {
  private ListenerJson() {}

  static String http(HttpListener listener, String address) {
    String manager =
        """
        {
          "name": "envoy.filters.network.http_connection_manager",
          "typed_config": {
            "@type": "type.googleapis.com/envoy.extensions.filters.network.\
        http_connection_manager.v3.HttpConnectionManager",
            "stat_prefix": "%s",
            "use_remote_address": %s,
            "route_config": %s,
            "access_log": [%s],
            "http_filters": [%s, %s]
          }
        }\
        """
            .formatted(
                listener.statPrefix(),
                listener.side() == Side.GATEWAY,
                RouteJson.configuration(listener.virtualHosts()),
                AccessLogJson.http(),
                filter("envoy.filters.http.fault", "fault.v3.HTTPFault"),
                filter("envoy.filters.http.router", "router.v3.Router"));
    return listener(listener.statPrefix(), listener.side(), address, listener.port(), manager);
  }

  static String tcp(TcpListener listener, String address) {
    String proxy =
        """
        {
          "name": "envoy.filters.network.tcp_proxy",
          "typed_config": {
            "@type": "type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy",
            "stat_prefix": "%s",
            "cluster": "%s",
            "access_log": [%s]
          }
        }\
        """
            .formatted(listener.statPrefix(), listener.cluster(), AccessLogJson.tcp());
    return listener(listener.statPrefix(), listener.side(), address, listener.port(), proxy);
  }

  private static String filter(String name, String type) {
    return """
    {"name": "%s",
     "typed_config": {"@type": "type.googleapis.com/envoy.extensions.filters.http.%s"}}\
    """
        .formatted(name, type);
  }

  private static String listener(
      String name, Side side, String address, int port, String networkFilter) {
    return """
    {
      "name": "%s",
      "address": {"socket_address": {"address": "%s", "port_value": %d}},
      "traffic_direction": "%s",
      "per_connection_buffer_limit_bytes": 65536,
      "filter_chains": [{"filters": [%s]}]
    }\
    """
        .formatted(
            name, address, port, side == Side.INBOUND ? "INBOUND" : "OUTBOUND", networkFilter);
  }
}

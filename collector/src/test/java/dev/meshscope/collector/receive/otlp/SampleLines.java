package dev.meshscope.collector.receive.otlp;

/** Lines of text as Istio and Envoy Gateway write them; nothing in them is escaped. */
final class SampleLines {
  /** Istio's default, from the sidecar of sleep (istio.io, "Envoy Access Logs"). */
  static final String HTTP =
      "[2026-11-25T23:08:22.123Z] \"GET /status/418 HTTP/1.1\" 418 - via_upstream - \"-\" 0 135 3 1"
          + " \"-\" \"curl/7.73.0-DEV\" \"84961386-6d84-929d-98bd-c5aee93b5c88\" \"httpbin:8000\""
          + " \"10.44.1.27:80\" outbound|8000||httpbin.foo.svc.cluster.local 10.44.1.23:37652"
          + " 10.0.45.184:8000 10.44.1.23:46520 - default\n";

  /** The same request from the other side. */
  static final String INBOUND =
      "[2026-11-25T23:08:22.124Z] \"GET /status/418 HTTP/1.1\" 418 - via_upstream - \"-\" 0 135 1 1"
          + " \"-\" \"curl/7.73.0-DEV\" \"84961386-6d84-929d-98bd-c5aee93b5c88\" \"httpbin:8000\""
          + " \"127.0.0.1:80\" inbound|8000|| 127.0.0.6:42525 10.44.1.27:80 10.44.1.23:37652"
          + " outbound_.8000_._.httpbin.foo.svc.cluster.local default\n";

  static final String TCP =
      "[2026-11-25T23:08:22.124Z] \"- - -\" 0 - - - \"-\" 17 4711 30012 - \"-\" \"-\" \"-\" \"-\""
          + " \"10.44.1.30:3306\" outbound|3306||mysql.foo.svc.cluster.local 10.44.1.23:40000"
          + " 10.0.45.9:3306 10.44.1.23:50000 - -\n";

  static final String FAILURE =
      "[2026-11-25T23:08:22.124Z] \"POST /a?b=\"c\" HTTP/2\" 503 UF,URX"
          + " upstream_reset_before_response_started{remote_connection_failure} -"
          + " \"TLS_error: \"OPENSSL_internal\" TLS_error_end\" 12 91 44 -"
          + " \"203.0.113.9,10.0.0.1\" \"agent \"x\" \" 200 \"y\"\" \"id \"7\" 8\" \"shop.example\""
          + " \"[fd00::7]:8080\" outbound|8080|v2|cart.shop.svc.cluster.local -"
          + " [fd00::1]:8443 [fd00::2]:4711 shop.example my route\n";

  private SampleLines() {}

  /** A line of Envoy Gateway's template. */
  static String json() {
    return """
    {"start_time":"2026-11-25T23:08:22.123Z","method":"GET","x-envoy-origin-path":"/a",\
    "protocol":"HTTP/1.1","response_code":"503","response_flags":"UH",\
    "response_code_details":"no_healthy_upstream","connection_termination_details":"-",\
    "upstream_transport_failure_reason":"-","bytes_received":"0","bytes_sent":"19",\
    "duration":"7","x-envoy-upstream-service-time":"-","x-forwarded-for":"10.0.0.9",\
    "user-agent":"say "hi", ok","x-request-id":"84961386",\
    ":authority":"www.example.com","upstream_host":"-",\
    "upstream_cluster":"httproute/default/backend/rule/0","upstream_local_address":"-",\
    "downstream_local_address":"10.0.0.2:10080","downstream_remote_address":"10.0.0.9:33333",\
    "requested_server_name":"-","route_name":"httproute/default/backend/rule/0/match/0/www"}
    """;
  }
}

package dev.meshscope.collector.receive.nginx;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a line can tell that we use: variables of nginx, of ingress-nginx and of NGINX Ingress
 * Controller. Several names are one variable where either tells the same.
 */
enum Variable {
  MSEC("msec"),
  TIME_ISO8601("time_iso8601"),
  TIME_LOCAL("time_local"),
  REQUEST_TIME("request_time"),
  STATUS("status"),
  REQUEST("request"),
  REQUEST_METHOD("request_method"),
  REQUEST_URI("request_uri"),
  URI("uri document_uri"),
  SERVER_PROTOCOL("server_protocol"),
  HTTP_HOST("http_host"),
  HOST("host"),
  SERVER_NAME("server_name"),
  HTTP_USER_AGENT("http_user_agent"),
  CONTENT_TYPE("content_type http_content_type"),
  REQUEST_LENGTH("request_length"),
  BYTES_SENT("bytes_sent"),
  BODY_BYTES_SENT("body_bytes_sent"),
  UPSTREAM_ADDR("upstream_addr"),
  UPSTREAM_STATUS("upstream_status"),
  UPSTREAM_CONNECT_TIME("upstream_connect_time"),
  UPSTREAM_HEADER_TIME("upstream_header_time"),
  UPSTREAM_RESPONSE_LENGTH("upstream_response_length"),
  GRPC_STATUS_TRAILER("upstream_trailer_grpc_status sent_trailer_grpc_status"),
  GRPC_STATUS_HEADER("upstream_http_grpc_status sent_http_grpc_status"),
  PROXY_HOST("proxy_host"),
  PROXY_PORT("proxy_port"),
  NAMESPACE("namespace resource_namespace"),
  SERVICE_NAME("service_name service"),
  SERVICE_PORT("service_port"),
  LOCATION_PATH("location_path"),
  PROXY_UPSTREAM_NAME("proxy_upstream_name"),
  PROXY_ALTERNATIVE_UPSTREAM_NAME("proxy_alternative_upstream_name"),
  LIMIT_REQ_STATUS("limit_req_status"),
  LIMIT_CONN_STATUS("limit_conn_status"),
  REMOTE_ADDR("remote_addr"),
  REALIP_REMOTE_ADDR("realip_remote_addr"),
  SERVER_ADDR("server_addr"),
  SERVER_PORT("server_port"),
  SSL_SERVER_NAME("ssl_server_name"),
  SSL_CLIENT_S_DN("ssl_client_s_dn"),
  SSL_CLIENT_VERIFY("ssl_client_verify"),
  HOSTNAME("hostname"),

  /** No variable: a text that is the same in every line of a controller, under this key. */
  CONTROLLER_NAMESPACE("controller_namespace");

  /** How many there are. */
  static final int COUNT = values().length;

  private static final Map<String, Variable> BY_NAME = byName();

  /** With spaces between them. */
  private final String names;

  Variable(String names) {
    this.names = names;
  }

  /** The variable of that name without dollar; null for all others. */
  static @Nullable Variable of(String name) {
    return BY_NAME.get(name);
  }

  /** All names of all variables. */
  static List<String> allNames() {
    return Arrays.stream(values()).flatMap(variable -> variable.each()).toList();
  }

  /** Its place in a {@link Line}. */
  @SuppressWarnings("EnumOrdinal") // Never leaves the process.
  int place() {
    return ordinal();
  }

  private Stream<String> each() {
    return Arrays.stream(names.split(" ", -1));
  }

  private static Map<String, Variable> byName() {
    Map<String, Variable> variables = new HashMap<>();
    for (Variable variable : values()) {
      variable.each().forEach(name -> variables.put(name, variable));
    }
    return variables;
  }
}

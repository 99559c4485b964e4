package dev.meshscope.collector.receive.otlp;

import dev.meshscope.collector.normalize.ProtocolEntry;
import java.util.List;

/**
 * The attributes of a log record that mean something, with what we recommend to write into them.
 * The documentation lists them in this order; a test holds both together.
 *
 * <p>Where Istio's default JSON has a key for the same thing, it is that key. The other names are
 * those of Envoy's operators in lower case.
 */
enum LogAttribute {
  NODE_ID("node_id", "%CEL(xds.node.id)%", Reading.NODE, NodeTexts.ID, "node_name"),
  NODE_CLUSTER(
      "node_cluster", "%CEL(xds.node.cluster)%", Reading.NODE, NodeTexts.CLUSTER, "cluster_name"),
  WORKLOAD_NAME(
      "workload_name",
      "%CEL(xds.node.metadata.WORKLOAD_NAME)%",
      Reading.NODE,
      NodeTexts.WORKLOAD,
      "k8s.deployment.name",
      "k8s.statefulset.name",
      "k8s.daemonset.name"),
  CANONICAL_SERVICE(
      "canonical_service",
      "%CEL(xds.node.metadata.LABELS['service.istio.io/canonical-name'])%",
      Reading.NODE,
      NodeTexts.CANONICAL_SERVICE),
  CANONICAL_REVISION(
      "canonical_revision",
      "%CEL(xds.node.metadata.LABELS['service.istio.io/canonical-revision'])%",
      Reading.NODE,
      NodeTexts.CANONICAL_REVISION),
  CLUSTER_ID(
      "cluster_id",
      "%CEL(xds.node.metadata.CLUSTER_ID)%",
      Reading.NODE,
      NodeTexts.CLUSTER_ID,
      "k8s.cluster.name"),
  INSTANCE_IPS(
      "instance_ips", "%CEL(xds.node.metadata.INSTANCE_IPS)%", Reading.NODE, NodeTexts.ADDRESSES),
  SERVICE_ACCOUNT(
      "service_account",
      "%CEL(xds.node.metadata.SERVICE_ACCOUNT)%",
      Reading.NODE,
      NodeTexts.SERVICE_ACCOUNT),
  ACCESS_LOG_TYPE("access_log_type", "%ACCESS_LOG_TYPE%", Reading.LOG_TYPE, ProtocolEntry.LOG_TYPE),
  UPSTREAM_CLUSTER(
      "upstream_cluster",
      "%UPSTREAM_CLUSTER_RAW%",
      Reading.TEXT,
      ProtocolEntry.TAGGED_CLUSTER,
      "upstream_cluster_raw"),
  UPSTREAM_HOST(
      "upstream_host",
      "%UPSTREAM_HOST%",
      Reading.ADDRESS,
      ProtocolEntry.UPSTREAM_ADDRESS,
      "upstream_remote_address"),
  UPSTREAM_REQUEST_ATTEMPT_COUNT(
      "upstream_request_attempt_count",
      "%UPSTREAM_REQUEST_ATTEMPT_COUNT%",
      Reading.NUMBER,
      ProtocolEntry.ATTEMPTS),
  ROUTE_NAME("route_name", "%ROUTE_NAME%", Reading.TEXT, ProtocolEntry.ROUTE_NAME),
  AUTHORITY("authority", "%REQ(:AUTHORITY)%", Reading.TEXT, ProtocolEntry.AUTHORITY, ":authority"),
  REQUESTED_SERVER_NAME(
      "requested_server_name", "%REQUESTED_SERVER_NAME%", Reading.TEXT, ProtocolEntry.SNI),
  DOWNSTREAM_DIRECT_REMOTE_ADDRESS(
      "downstream_direct_remote_address",
      "%DOWNSTREAM_DIRECT_REMOTE_ADDRESS%",
      Reading.ADDRESS,
      ProtocolEntry.PEER_ADDRESS),
  DOWNSTREAM_REMOTE_ADDRESS(
      "downstream_remote_address",
      "%DOWNSTREAM_REMOTE_ADDRESS%",
      Reading.ADDRESS,
      ProtocolEntry.REMOTE_ADDRESS),
  DOWNSTREAM_LOCAL_ADDRESS(
      "downstream_local_address",
      "%DOWNSTREAM_LOCAL_ADDRESS%",
      Reading.ADDRESS,
      ProtocolEntry.LOCAL_ADDRESS),
  DOWNSTREAM_PEER_URI_SAN(
      "downstream_peer_uri_san", "%DOWNSTREAM_PEER_URI_SAN%", Reading.URIS, ProtocolEntry.PEER_SAN),
  DOWNSTREAM_LOCAL_URI_SAN(
      "downstream_local_uri_san",
      "%DOWNSTREAM_LOCAL_URI_SAN%",
      Reading.URIS,
      ProtocolEntry.LOCAL_SAN),
  DOWNSTREAM_PEER(
      "downstream_peer",
      "%FILTER_STATE(downstream_peer)%",
      Reading.TEXT,
      ProtocolEntry.DOWNSTREAM_PEER),
  UPSTREAM_PEER(
      "upstream_peer", "%FILTER_STATE(upstream_peer)%", Reading.TEXT, ProtocolEntry.UPSTREAM_PEER),
  PEER_PRINCIPAL(
      "peer_principal",
      "%FILTER_STATE(io.istio.peer_principal:PLAIN)%",
      Reading.TEXT,
      ProtocolEntry.PEER_PRINCIPAL),
  METHOD("method", "%REQ(:METHOD)%", Reading.METHOD, ProtocolEntry.METHOD),
  PATH(
      "path",
      "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%",
      Reading.TEXT,
      ProtocolEntry.PATH,
      "x-envoy-origin-path"),
  PROTOCOL("protocol", "%PROTOCOL%", Reading.VERSION, ProtocolEntry.PROTOCOL_VERSION),
  CONTENT_TYPE("content_type", "%REQ(CONTENT-TYPE)%", Reading.TEXT, ProtocolEntry.CONTENT_TYPE),
  USER_AGENT(
      "user_agent", "%REQ(USER-AGENT)%", Reading.TEXT, ProtocolEntry.USER_AGENT, "user-agent"),
  RESPONSE_CODE("response_code", "%RESPONSE_CODE%", Reading.NUMBER, ProtocolEntry.RESPONSE_CODE),
  RESPONSE_FLAGS("response_flags", "%RESPONSE_FLAGS%", Reading.FLAGS, ProtocolEntry.FLAGS),
  RESPONSE_CODE_DETAILS(
      "response_code_details",
      "%RESPONSE_CODE_DETAILS%",
      Reading.TEXT,
      ProtocolEntry.RESPONSE_CODE_DETAILS),
  CONNECTION_TERMINATION_DETAILS(
      "connection_termination_details",
      "%CONNECTION_TERMINATION_DETAILS%",
      Reading.TEXT,
      ProtocolEntry.TERMINATION_DETAILS),
  GRPC_STATUS(
      "grpc_status", "%GRPC_STATUS(NUMBER)%", Reading.TEXT, ProtocolEntry.GRPC_STATUS_TRAILER),
  REQUEST_HEADERS_BYTES(
      "request_headers_bytes",
      "%REQUEST_HEADERS_BYTES%",
      Reading.NUMBER,
      ProtocolEntry.HEADER_BYTES_RECEIVED),
  BYTES_RECEIVED(
      "bytes_received", "%BYTES_RECEIVED%", Reading.NUMBER, ProtocolEntry.BODY_BYTES_RECEIVED),
  RESPONSE_HEADERS_BYTES(
      "response_headers_bytes",
      "%RESPONSE_HEADERS_BYTES%",
      Reading.NUMBER,
      ProtocolEntry.HEADER_BYTES_SENT),
  BYTES_SENT("bytes_sent", "%BYTES_SENT%", Reading.NUMBER, ProtocolEntry.BODY_BYTES_SENT),
  DURATION_NS(
      "duration_ns",
      "%COMMON_DURATION(DS_RX_BEG:DS_TX_END:ns)%",
      Reading.NANOS,
      ProtocolEntry.LAST_DOWNSTREAM_TX),
  DURATION("duration", "%DURATION%", Reading.MILLIS, ProtocolEntry.DURATION),
  START_TIME("start_time", "%START_TIME%", Reading.START, ProtocolEntry.START),

  /** In place of a node's id, from the environment that Istio gives to its proxies. */
  POD_NAME("POD_NAME", "%ENVIRONMENT(POD_NAME)%", Reading.NODE, NodeTexts.POD, "pod"),
  POD_NAMESPACE(
      "POD_NAMESPACE",
      "%ENVIRONMENT(POD_NAMESPACE)%",
      Reading.NODE,
      NodeTexts.NAMESPACE,
      "namespace"),

  /** Attributes of resources in OpenTelemetry's words; nobody writes them into a format. */
  K8S_POD_NAME("k8s.pod.name", "", Reading.NODE, NodeTexts.K8S_POD),
  K8S_NAMESPACE_NAME("k8s.namespace.name", "", Reading.NODE, NodeTexts.K8S_NAMESPACE),
  HOST_NAME("host.name", "", Reading.NODE, NodeTexts.HOST),
  SERVICE_NAME("service.name", "", Reading.NODE, NodeTexts.SERVICE_NAME);

  private final String key;
  private final String operator;
  private final Reading reading;
  private final int target;

  @SuppressWarnings("ImmutableEnumChecker") // List.of makes none that changes.
  private final List<String> aliases;

  LogAttribute(String key, String operator, Reading reading, int target, String... aliases) {
    this.key = key;
    this.operator = operator;
    this.reading = reading;
    this.target = target;
    this.aliases = List.of(aliases);
  }

  String key() {
    return key;
  }

  /** What the proxy shall write; empty for what is not configured there. */
  String operator() {
    return operator;
  }

  Reading reading() {
    return reading;
  }

  /** The text, number or time of {@link ProtocolEntry}, or the text of {@link NodeTexts}. */
  int target() {
    return target;
  }

  /** Other keys that mean the same. */
  List<String> aliases() {
    return aliases;
  }
}

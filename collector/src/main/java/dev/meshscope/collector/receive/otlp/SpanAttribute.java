package dev.meshscope.collector.receive.otlp;

import dev.meshscope.collector.normalize.ProtocolEntry;

/** The attributes of a proxy's span, and of its resource, that mean something. */
enum SpanAttribute {
  COMPONENT("component", Reading.MARK, 0),
  NODE_ID("node_id", Reading.NODE, NodeTexts.ID),
  SERVICE_NAME("service.name", Reading.NODE, NodeTexts.CLUSTER),
  NAMESPACE("istio.namespace", Reading.NODE, NodeTexts.NAMESPACE),
  CLUSTER_ID("istio.cluster_id", Reading.NODE, NodeTexts.CLUSTER_ID),
  CANONICAL_SERVICE("istio.canonical_service", Reading.NODE, NodeTexts.CANONICAL_SERVICE),
  CANONICAL_REVISION("istio.canonical_revision", Reading.NODE, NodeTexts.CANONICAL_REVISION),
  UPSTREAM_CLUSTER("upstream_cluster", Reading.TEXT, ProtocolEntry.TAGGED_CLUSTER),
  UPSTREAM_ADDRESS("upstream_address", Reading.ADDRESS, ProtocolEntry.UPSTREAM_ADDRESS),
  PEER_ADDRESS("peer.address", Reading.ADDRESS, ProtocolEntry.PEER_ADDRESS),
  METHOD("http.method", Reading.METHOD, ProtocolEntry.METHOD),
  URL("http.url", Reading.URL, ProtocolEntry.AUTHORITY),
  PROTOCOL("http.protocol", Reading.VERSION, ProtocolEntry.PROTOCOL_VERSION),
  STATUS_CODE("http.status_code", Reading.NUMBER, ProtocolEntry.RESPONSE_CODE),
  RESPONSE_FLAGS("response_flags", Reading.FLAGS, ProtocolEntry.FLAGS),
  USER_AGENT("user_agent", Reading.TEXT, ProtocolEntry.USER_AGENT),
  REQUEST_SIZE("request_size", Reading.NUMBER, ProtocolEntry.BODY_BYTES_RECEIVED),
  RESPONSE_SIZE("response_size", Reading.NUMBER, ProtocolEntry.BODY_BYTES_SENT),
  GRPC_STATUS("grpc.status_code", Reading.TEXT, ProtocolEntry.GRPC_STATUS_TRAILER),
  GRPC_CONTENT_TYPE("grpc.content_type", Reading.TEXT, ProtocolEntry.CONTENT_TYPE);

  private final String key;
  private final Reading reading;
  private final int target;

  SpanAttribute(String key, Reading reading, int target) {
    this.key = key;
    this.reading = reading;
    this.target = target;
  }

  String key() {
    return key;
  }

  Reading reading() {
    return reading;
  }

  /** The text, number or time of {@link ProtocolEntry}, or the text of {@link NodeTexts}. */
  int target() {
    return target;
  }
}

package dev.meshscope.collector.receive.als;

import com.google.protobuf.BytesValue;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StringValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.meshscope.collector.normalize.Peer;
import dev.meshscope.collector.normalize.PeerDecoder;
import dev.meshscope.model.NodeKind;
import dev.meshscope.model.Workload;
import java.util.Map;
import java.util.Optional;

/** Peer objects of Istio's proxies in {@code filter_state_objects}. */
final class PeerMetadata implements PeerDecoder {
  private static final String DEFAULT_REVISION = "latest";

  /** Istio ≥ 1.24: a {@code Struct} of texts. */
  @Override
  public Optional<Peer> current(byte[] metadata) {
    try {
      Map<String, Value> fields = Struct.parseFrom(metadata).getFieldsMap();
      return peer(
          new Workload.Identity(
              text(fields, "cluster"),
              text(fields, "namespace"),
              text(fields, "workload"),
              text(fields, "revision")),
          text(fields, "service"),
          text(fields, "identity"));
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty(); // counted as an unknown peer
    }
  }

  /** Istio ≤ 1.23: FlatBuffers bytes in a {@code BytesValue}. */
  @Override
  public Optional<Peer> legacy(byte[] metadata) {
    try {
      return FlatNode.read(BytesValue.parseFrom(metadata).getValue().toByteArray())
          .flatMap(node ->
              peer(
                  new Workload.Identity(
                      node.text(FlatNode.CLUSTER_ID),
                      node.text(FlatNode.NAMESPACE),
                      node.text(FlatNode.WORKLOAD_NAME),
                      node.label("service.istio.io/canonical-revision", "version")),
                  node.label("service.istio.io/canonical-name", "app"),
                  node.text(FlatNode.IDENTITY)));
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty(); // counted as an unknown peer
    }
  }

  @Override
  public Optional<String> principal(byte[] wrapped) {
    try {
      return Optional.of(StringValue.parseFrom(wrapped).getValue());
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty(); // the peer then has no principal
    }
  }

  private static Optional<Peer> peer(Workload.Identity told, String service, String principal) {
    if (told.name().isEmpty()) {
      return Optional.empty();
    }
    String version = told.version().isEmpty() ? DEFAULT_REVISION : told.version();
    Workload.Identity identity =
        new Workload.Identity(told.cluster(), told.namespace(), told.name(), version);
    String canonical = service.isEmpty() ? told.name() : service;
    return Optional.of(new Peer(new Workload(identity, canonical, NodeKind.WORKLOAD), principal));
  }

  private static String text(Map<String, Value> fields, String key) {
    Value value = fields.get(key);
    return value == null ? "" : value.getStringValue();
  }
}

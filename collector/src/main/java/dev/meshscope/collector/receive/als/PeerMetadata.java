package dev.meshscope.collector.receive.als;

import com.google.protobuf.BytesValue;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.StringValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.meshscope.collector.normalize.Peer;
import dev.meshscope.collector.normalize.PeerDecoder;
import dev.meshscope.model.Workload;
import java.util.Map;
import java.util.Optional;

/** Peer objects of Istio's proxies in {@code filter_state_objects}. */
final class PeerMetadata implements PeerDecoder {
  /** Istio ≥ 1.24: a {@code Struct} of texts. */
  @Override
  public Optional<Peer> current(byte[] metadata) {
    try {
      Map<String, Value> fields = Struct.parseFrom(metadata).getFieldsMap();
      return Peer.of(
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
              Peer.of(
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

  private static String text(Map<String, Value> fields, String key) {
    Value value = fields.get(key);
    return value == null ? "" : value.getStringValue();
  }
}

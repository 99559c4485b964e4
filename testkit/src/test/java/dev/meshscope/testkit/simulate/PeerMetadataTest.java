package dev.meshscope.testkit.simulate;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.flatbuffers.Table;
import com.google.protobuf.Any;
import com.google.protobuf.BytesValue;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogCommon;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PeerMetadataTest {
  private final SimulatedPod peer =
      new SimulatedBookinfo(0, List.of(PeerMetadata.STRUCT)).reviews.get(1);

  @Test
  void oldProxiesWriteFlatBuffers() throws InvalidProtocolBufferException {
    Map<String, Any> objects = PeerMetadata.FLAT_BUFFERS.objects("upstream", peer);
    assertThat(objects).containsOnlyKeys("wasm.upstream_peer", "wasm.upstream_peer_id");
    assertThat(objects.values())
        .allMatch(any -> any.getTypeUrl().equals("type.googleapis.com/google.protobuf.BytesValue"));
    Node node = new Node(bytes(objects, "wasm.upstream_peer"));
    assertThat(node.text(0)).isEqualTo(peer.pod().name());
    assertThat(node.text(1)).isEqualTo("bookinfo");
    assertThat(node.text(3)).isEqualTo(peer.owner());
    assertThat(node.text(4)).isEqualTo("reviews-v2");
    assertThat(node.text(6)).isEmpty();
    assertThat(node.text(9)).isEqualTo("Kubernetes");
    assertThat(node.text(11)).isEqualTo(peer.spiffeId());
    assertThat(node.labels())
        .isEqualTo(
            Map.of(
                "app", "reviews",
                "service.istio.io/canonical-name", "reviews",
                "service.istio.io/canonical-revision", "v2",
                "version", "v2"));
    assertThat(bytes(objects, "wasm.upstream_peer_id").array()).asString().isEqualTo("unknown");
  }

  @Test
  void newProxiesWriteAStruct() throws InvalidProtocolBufferException {
    Map<String, Any> objects = PeerMetadata.STRUCT.objects("downstream", peer);
    assertThat(objects).containsOnlyKeys("downstream_peer");
    Struct struct = requireNonNull(objects.get("downstream_peer")).unpack(Struct.class);
    assertThat(struct.getFieldsOrThrow("workload").getStringValue()).isEqualTo("reviews-v2");
    assertThat(struct.getFieldsOrThrow("cluster").getStringValue()).isEqualTo("Kubernetes");
    assertThat(struct.getFieldsOrThrow("namespace").getStringValue()).isEqualTo("bookinfo");
    assertThat(struct.getFieldsOrThrow("service").getStringValue()).isEqualTo("reviews");
    assertThat(struct.getFieldsOrThrow("revision").getStringValue()).isEqualTo("v2");
  }

  @ParameterizedTest
  @EnumSource
  void calleesTellTheirCallerAndCallersTheirCallee(PeerMetadata generation) {
    SimulatedBookinfo mesh = new SimulatedBookinfo(0, List.of(generation));
    for (AccessLogCommon entry : entries(mesh)) {
      boolean isInbound = entry.getUpstreamCluster().startsWith("inbound|");
      String side = isInbound ? "downstream" : "upstream";
      assertThat(entry.getFilterStateObjectsMap().keySet())
          .isEqualTo(generation.objects(side, peer).keySet());
    }
  }

  @Test
  void aPeerWithoutIstiosFilterIsNotKnown() {
    // productpage has the filter; details, which it calls, has not.
    SimulatedBookinfo mesh =
        new SimulatedBookinfo(
            0, List.of(PeerMetadata.STRUCT, PeerMetadata.STRUCT, PeerMetadata.NONE));
    assertThat(entries(mesh))
        .filteredOn(entry -> entry.getUpstreamCluster().contains("|details."))
        .isNotEmpty()
        .allMatch(entry -> entry.getFilterStateObjectsMap().isEmpty());
  }

  private static List<AccessLogCommon> entries(SimulatedBookinfo mesh) {
    return new RequestWalk(
            mesh, RequestKind.BROWSE, RandomGeneratorFactory.of("L64X128MixRandom").create(1))
        .walk().entries().stream()
            .map(entry -> EntryEncoder.encode(entry, PreparedMessage.PLACEHOLDER))
            .map(entry -> entry.getCommonProperties())
            .toList();
  }

  private static ByteBuffer bytes(Map<String, Any> objects, String key)
      throws InvalidProtocolBufferException {
    return ByteBuffer.wrap(
        requireNonNull(objects.get(key)).unpack(BytesValue.class).getValue().toByteArray());
  }

  /** Reads a table by the positions of its fields. */
  private static class Node extends Table {
    private static final int FIRST_FIELD = 4;
    private static final int LABELS = 2;

    Node(ByteBuffer bytes) {
      ByteBuffer little = bytes.order(ByteOrder.LITTLE_ENDIAN);
      __reset(little.getInt(little.position()) + little.position(), little);
    }

    private Node(int position, ByteBuffer bytes) {
      __reset(position, bytes);
    }

    String text(int field) {
      int offset = __offset(FIRST_FIELD + 2 * field);
      return offset == 0 ? "" : __string(offset + bb_pos);
    }

    Map<String, String> labels() {
      Map<String, String> labels = new TreeMap<>();
      int offset = __offset(FIRST_FIELD + 2 * LABELS);
      for (int i = 0; i < __vector_len(offset); i++) {
        Node pair = new Node(__indirect(__vector(offset) + Integer.BYTES * i), bb);
        labels.put(pair.text(0), pair.text(1));
      }
      return labels;
    }
  }
}

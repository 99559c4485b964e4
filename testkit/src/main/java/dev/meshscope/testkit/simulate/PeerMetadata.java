package dev.meshscope.testkit.simulate;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import com.google.protobuf.Struct;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a proxy logs about the other end of a connection, by the generation of its peer filter. */
public enum PeerMetadata {
  /** Istio up to 1.23: FlatBuffers under {@code wasm.…}; no custom tags yet. */
  FLAT_BUFFERS("1.23.6") {
    @Override
    Map<String, Any> objects(String side, SimulatedPod peer) {
      BytesValue node = BytesValue.of(ByteString.copyFrom(FlatNode.of(peer)));
      // The native filter knows no node id and says so.
      BytesValue id = BytesValue.of(ByteString.copyFromUtf8("unknown"));
      Map<String, Any> objects = new LinkedHashMap<>();
      objects.put("wasm." + side + "_peer", Any.pack(node));
      objects.put("wasm." + side + "_peer_id", Any.pack(id));
      return objects;
    }
  },
  /** Istio from 1.24 on: a Struct. */
  STRUCT("1.31.0") {
    @Override
    Map<String, Any> objects(String side, SimulatedPod peer) {
      Struct struct =
          Structs.of(
              "type", "deployment",
              "workload", peer.pod().workload(),
              "name", peer.pod().name(),
              "cluster", SimulatedPod.CLUSTER,
              "namespace", peer.pod().namespace(),
              "service", peer.pod().app(),
              "revision", peer.pod().version(),
              "app", peer.pod().app(),
              "version", peer.pod().version(),
              "identity", peer.spiffeId());
      return Map.of(side + "_peer", Any.pack(struct));
    }
  },
  /** Envoy without Istio's filter: the peer is known by certificate and address only. */
  NONE("1.32.0") {
    @Override
    Map<String, Any> objects(String side, SimulatedPod peer) {
      return Map.of();
    }
  };

  private final String istioVersion;

  PeerMetadata(String istioVersion) {
    this.istioVersion = istioVersion;
  }

  /**
   * The filter state objects about that peer; {@code side} is {@code upstream} or {@code
   * downstream}.
   */
  abstract Map<String, Any> objects(String side, SimulatedPod peer);

  String istioVersion() {
    return istioVersion;
  }

  /**
   * Whether the proxy can log the cluster's name where no host was chosen: Envoy 1.37 and later.
   */
  boolean hasCustomTags() {
    return this != FLAT_BUFFERS;
  }

  /** Whether it counts the first attempt before a host is chosen: Envoy 1.36 and later. */
  boolean countsAttemptsWithoutHost() {
    return this != FLAT_BUFFERS;
  }
}

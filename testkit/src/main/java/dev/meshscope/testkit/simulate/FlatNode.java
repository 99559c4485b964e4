package dev.meshscope.testkit.simulate;

import com.google.flatbuffers.FlatBufferBuilder;
import dev.meshscope.testkit.mesh.Pod;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes {@code Wasm.Common.FlatNode}, the peer object of Istio up to 1.23, with the fields that
 * its native filter fills (istio/proxy 1.23, extensions/common/node_info.fbs).
 */
final class FlatNode {
  private static final int NODE_FIELDS = 12;
  private static final int NAME = 0;
  private static final int NAMESPACE = 1;
  private static final int LABELS = 2;
  private static final int OWNER = 3;
  private static final int WORKLOAD_NAME = 4;
  private static final int CLUSTER_ID = 9;
  private static final int IDENTITY = 11;

  private static final int PAIR_FIELDS = 2;
  private static final int KEY = 0;
  private static final int VALUE = 1;
  private static final int OFFSET_BYTES = 4;

  private FlatNode() {}

  static byte[] of(SimulatedPod peer) {
    FlatBufferBuilder out = new FlatBufferBuilder();
    Pod pod = peer.pod();
    int name = out.createString(pod.name());
    int namespace = out.createString(pod.namespace());
    int labels = labels(out, pod);
    int owner = out.createString(peer.owner());
    int workload = out.createString(pod.workload());
    int cluster = out.createString(SimulatedPod.CLUSTER);
    int identity = out.createString(peer.spiffeId());
    out.startTable(NODE_FIELDS);
    out.addOffset(NAME, name, 0);
    out.addOffset(NAMESPACE, namespace, 0);
    out.addOffset(LABELS, labels, 0);
    out.addOffset(OWNER, owner, 0);
    out.addOffset(WORKLOAD_NAME, workload, 0);
    out.addOffset(CLUSTER_ID, cluster, 0);
    out.addOffset(IDENTITY, identity, 0);
    out.finish(out.endTable());
    return out.sizedByteArray();
  }

  /** Sorted by key, as readers may search. */
  private static int labels(FlatBufferBuilder out, Pod pod) {
    Map<String, String> labels =
        new TreeMap<>(
            Map.of(
                "app", pod.app(),
                "service.istio.io/canonical-name", pod.app(),
                "service.istio.io/canonical-revision", pod.version(),
                "version", pod.version()));
    int[] pairs =
        labels.entrySet().stream()
            .mapToInt(label -> pair(out, label.getKey(), label.getValue()))
            .toArray();
    out.startVector(OFFSET_BYTES, pairs.length, OFFSET_BYTES);
    for (int i = pairs.length - 1; i >= 0; i--) {
      out.addOffset(pairs[i]);
    }
    return out.endVector();
  }

  private static int pair(FlatBufferBuilder out, String key, String value) {
    int keyText = out.createString(key);
    int valueText = out.createString(value);
    out.startTable(PAIR_FIELDS);
    out.addOffset(KEY, keyText, 0);
    out.addOffset(VALUE, valueText, 0);
    return out.endTable();
  }
}

package dev.meshscope.collector.receive.otlp;

import dev.meshscope.collector.normalize.NodeDescription;
import dev.meshscope.collector.normalize.ReportingNode;
import dev.meshscope.collector.receive.PodName;
import java.util.HashMap;
import java.util.Map;

/**
 * Who wrote a record. In this order: the node's id in Istio's grammar; the pod and its namespace; a
 * node's id or cluster in any other form; the address that the message came from; unknown.
 */
final class Nodes {
  private static final String SEPARATOR = "~";
  private static final int ID_PARTS = 4;
  private static final int POD_PART = 2;
  private static final String NO_SERVICE = "unknown_service";

  private Nodes() {}

  /**
   * The writer of a log record.
   *
   * @param connection the address that the message came from, empty when it is not known
   */
  static ReportingNode ofLog(NodeTexts texts, String connection) {
    String id = texts.string(NodeTexts.ID);
    if (isOfIstio(id)) {
      return node(id, texts);
    }
    if (texts.has(NodeTexts.POD)) {
      return node(podId("sidecar", NodeTexts.POD, NodeTexts.NAMESPACE, texts), texts);
    }
    if (texts.has(NodeTexts.K8S_POD)) {
      return node(podId("router", NodeTexts.K8S_POD, NodeTexts.K8S_NAMESPACE, texts), texts);
    }
    if (!id.isEmpty() || texts.has(NodeTexts.CLUSTER)) {
      return node(id, texts);
    }
    return ReportingNode.ofAddress(connection);
  }

  /** The writer of a span that says a node's id. */
  static ReportingNode ofSpan(NodeTexts texts) {
    return node(texts.string(NodeTexts.ID), texts);
  }

  /**
   * What the ids of one node have in common, whichever protocol they came by: pod and namespace, or
   * the whole id.
   */
  static String key(String id) {
    return isOfIstio(id) ? id.split(SEPARATOR, -1)[POD_PART] : id;
  }

  private static ReportingNode node(String id, NodeTexts texts) {
    Map<String, String> metadata = new HashMap<>();
    put(metadata, "WORKLOAD_NAME", workload(id, texts));
    put(metadata, "NAMESPACE", texts.string(NodeTexts.NAMESPACE));
    put(metadata, "CLUSTER_ID", texts.string(NodeTexts.CLUSTER_ID));
    put(metadata, "INSTANCE_IPS", texts.string(NodeTexts.ADDRESSES));
    put(metadata, "SERVICE_ACCOUNT", texts.string(NodeTexts.SERVICE_ACCOUNT));
    Map<String, String> labels = new HashMap<>();
    put(labels, "service.istio.io/canonical-name", texts.string(NodeTexts.CANONICAL_SERVICE));
    put(labels, "service.istio.io/canonical-revision", texts.string(NodeTexts.CANONICAL_REVISION));
    String cluster = texts.string(NodeTexts.CLUSTER);
    boolean isNamed = !cluster.startsWith(NO_SERVICE);
    return ReportingNode.of(new NodeDescription(id, isNamed ? cluster : "", metadata, labels));
  }

  /** What it is called, else what its pod's name says. */
  private static String workload(String id, NodeTexts texts) {
    String told = texts.string(NodeTexts.WORKLOAD);
    if (!told.isEmpty() || !isOfIstio(id)) {
      return told;
    }
    String pod = key(id);
    int dot = pod.lastIndexOf('.');
    return PodName.deployment(dot < 0 ? pod : pod.substring(0, dot));
  }

  private static String podId(String type, int pod, int namespace, NodeTexts texts) {
    return String.join(SEPARATOR, type, "", texts.string(pod) + "." + texts.string(namespace), "");
  }

  private static boolean isOfIstio(String id) {
    String[] parts = id.split(SEPARATOR, -1);
    return parts.length == ID_PARTS
        && switch (parts[0]) {
          case "sidecar", "router", "ingress", "waypoint" -> true;
          default -> false;
        };
  }

  private static void put(Map<String, String> texts, String key, String text) {
    if (!text.isEmpty()) {
      texts.put(key, text);
    }
  }
}

package dev.meshscope.queryapi.query;

import dev.meshscope.model.EdgeIds;
import dev.meshscope.model.EdgeKey;
import dev.meshscope.model.Grouping;
import dev.meshscope.model.NodeKind;
import dev.meshscope.model.Workload;
import org.jspecify.annotations.Nullable;

/** What the ends of edges are called under a grouping. */
final class NodeNames {
  private static final String EXTERNAL = NodeKind.EXTERNAL.text();
  private static final String UNKNOWN = NodeKind.UNKNOWN.text();

  private final String tenant;
  private final Grouping grouping;

  NodeNames(String tenant, Grouping grouping) {
    this.tenant = tenant;
    this.grouping = grouping;
  }

  /** The caller's node. */
  GraphNode source(EdgeKey key) {
    String id = EdgeIds.source(tenant, key, grouping);
    Workload end = key.source();
    return switch (grouping) {
      case WORKLOAD, VERSION -> workload(id, end);
      case SERVICE -> {
        NodeKind kind = end.kind() == NodeKind.WORKLOAD ? NodeKind.SERVICE : end.kind();
        yield node(id, kind.text(), end.serviceOrName(), end.namespace());
      }
      case NAMESPACE -> namespace(id, end.namespace(), outside(end));
      case CLUSTER -> cluster(id, end.cluster(), outside(end));
    };
  }

  /** The callee's node. */
  GraphNode destination(EdgeKey key) {
    String id = EdgeIds.destination(tenant, key, grouping);
    Workload end = key.destination();
    boolean isService = end.kind() == NodeKind.SERVICE;
    return switch (grouping) {
      case WORKLOAD, VERSION -> isService ? service(id, key) : workload(id, end);
      case SERVICE -> service(id, key);
      case NAMESPACE -> namespace(id, EdgeIds.destinationNamespace(key), outside(end));
      case CLUSTER -> cluster(id, end.cluster(), outside(end));
    };
  }

  private GraphNode workload(String id, Workload end) {
    String version = grouping == Grouping.VERSION ? end.version() : "";
    return new GraphNode(
        id,
        end.kind().text(),
        named(end.name()),
        present(end.namespace()),
        present(end.cluster()),
        present(version));
  }

  private static GraphNode service(String id, EdgeKey key) {
    NodeKind kind =
        switch (key.destination().kind()) {
          case GATEWAY -> NodeKind.GATEWAY;
          case EXTERNAL -> NodeKind.EXTERNAL;
          case WORKLOAD, SERVICE -> NodeKind.SERVICE;
          case UNKNOWN -> key.service().name().isEmpty() ? NodeKind.UNKNOWN : NodeKind.SERVICE;
        };
    return node(id, kind.text(), key.service().name(), key.service().namespace());
  }

  private static GraphNode namespace(String id, String namespace, GraphKind outside) {
    return namespace.isEmpty()
        ? node(id, outside.kind(), outside.name(), "")
        : node(id, Grouping.NAMESPACE.text(), namespace, namespace);
  }

  private static GraphNode cluster(String id, String cluster, GraphKind outside) {
    return cluster.isEmpty()
        ? node(id, outside.kind(), outside.name(), "")
        : new GraphNode(id, Grouping.CLUSTER.text(), cluster, null, cluster, null);
  }

  /** What stands for an end that lies in no namespace or cluster that we know. */
  private static GraphKind outside(Workload end) {
    return end.kind() == NodeKind.EXTERNAL
        ? new GraphKind(EXTERNAL, EXTERNAL)
        : new GraphKind(UNKNOWN, UNKNOWN);
  }

  private static GraphNode node(String id, String kind, String name, String namespace) {
    return new GraphNode(id, kind, named(name), present(namespace), null, null);
  }

  private static String named(String name) {
    return name.isEmpty() ? UNKNOWN : name;
  }

  private static @Nullable String present(String text) {
    return text.isEmpty() ? null : text;
  }

  /** A kind and the name that goes with it. */
  private record GraphKind(String kind, String name) {}
}

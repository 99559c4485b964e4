package dev.meshscope.queryapi.query;

import dev.meshscope.model.EdgeIds;
import dev.meshscope.model.Grouping;
import dev.meshscope.model.NodeKind;
import dev.meshscope.storage.read.EdgeTotals;
import dev.meshscope.storage.read.View;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Groups rows into edges, and the ends of edges into nodes. Rows that do not count in the view tell
 * what the other side saw; an edge that has nothing else is listed only in the best view.
 */
final class GraphBuilder {
  /** Of several kinds that rows give one node, the one that says most comes first. */
  private static final List<String> KINDS =
      List.of(
          NodeKind.GATEWAY.text(),
          NodeKind.WORKLOAD.text(),
          NodeKind.EXTERNAL.text(),
          NodeKind.SERVICE.text(),
          Grouping.NAMESPACE.text(),
          Grouping.CLUSTER.text(),
          NodeKind.UNKNOWN.text());

  private static final Comparator<GraphNode> MOST_TELLING_KIND =
      Comparator.comparingInt(node -> KINDS.indexOf(node.kind()));

  private final String tenant;
  private final Grouping grouping;
  private final View view;
  private final Map<String, EdgeTally> tallies = new LinkedHashMap<>();

  GraphBuilder(String tenant, Grouping grouping, View view) {
    this.tenant = tenant;
    this.grouping = grouping;
    this.view = view;
  }

  void add(EdgeTotals row) {
    String id = EdgeIds.edge(tenant, row.key(), grouping);
    tallies.computeIfAbsent(id, absent -> new EdgeTally(id, row.key())).add(row);
  }

  /**
   * The graph of all rows added.
   *
   * @param seconds that count for rates
   */
  Graph build(double seconds) {
    NodeNames names = new NodeNames(tenant, grouping);
    Map<String, GraphNode> nodes = new LinkedHashMap<>();
    List<GraphEdge> edges = new ArrayList<>();
    for (EdgeTally tally : tallies.values()) {
      if (isListed(tally)) {
        GraphNode source = merge(nodes, names.source(tally.first()));
        GraphNode destination = merge(nodes, names.destination(tally.first()));
        edges.add(tally.edge(source.id(), destination.id(), grouping, seconds));
      }
    }
    edges.sort(
        Comparator.comparingLong(GraphEdge::requests).reversed().thenComparing(GraphEdge::id));
    return new Graph(sorted(nodes), edges);
  }

  private boolean isListed(EdgeTally tally) {
    return view.reporter().map(tally::isReportedBy).orElse(true);
  }

  private static GraphNode merge(Map<String, GraphNode> nodes, GraphNode node) {
    nodes.merge(
        node.id(), node, (one, other) -> MOST_TELLING_KIND.compare(one, other) <= 0 ? one : other);
    return node;
  }

  private static List<GraphNode> sorted(Map<String, GraphNode> nodes) {
    return nodes.values().stream()
        .sorted(Comparator.comparing(GraphNode::name).thenComparing(GraphNode::id))
        .toList();
  }

  /**
   * Edges and their ends.
   *
   * @param nodes each end once
   * @param edges most requests first
   */
  record Graph(List<GraphNode> nodes, List<GraphEdge> edges) {}
}

package dev.meshscope.standalone;

import dev.meshscope.standalone.TopologyAnswer.EdgeAnswer;
import dev.meshscope.testkit.mesh.ClusterName;
import dev.meshscope.testkit.mesh.GroundTruth;
import dev.meshscope.testkit.mesh.GroundTruth.SourceEdge;
import dev.meshscope.testkit.mesh.ListenerTruth;
import dev.meshscope.testkit.mesh.Pod;
import dev.meshscope.testkit.mesh.Side;
import dev.meshscope.testkit.mesh.TcpTruth;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Live requests as callers experienced them, by caller, called service and code. Both as counted
 * and as answered it is the whole: what an answer has beyond the counters makes two tables differ.
 *
 * @param requests by row and code; code 0 for requests that got none, and for connections
 * @param ports of the called service, by row
 */
record SourceTable(Map<String, Map<Integer, Long>> requests, Map<String, Set<Integer>> ports) {
  private static final int NOT_FOUND = 404;

  /** What {@link dev.meshscope.testkit.mesh.Scenario#NO_ROUTE} asks for, in its own namespace. */
  private static final String NOWHERE = "nowhere";

  private static final int NOWHERE_PORT = 9080;

  private SourceTable() {
    this(new TreeMap<>(), new TreeMap<>());
  }

  static SourceTable answered(List<EdgeAnswer> edges) {
    SourceTable table = new SourceTable();
    for (EdgeAnswer edge : edges) {
      Row row = Row.of(edge);
      if (edge.isTcp()) {
        table.add(row, 0, edge.requests());
      } else {
        edge.responses().forEach((code, count) -> table.add(row, code, count));
      }
    }
    return table;
  }

  /**
   * What the proxies counted.
   *
   * @param subsets which subsets are asked for; what no cluster is charged with is in none
   */
  static SourceTable counted(GroundTruth truth, Predicate<String> subsets) {
    SourceTable table = new SourceTable();
    truth
        .sourceView()
        .forEach((edge, codes) -> {
          if (subsets.test(edge.subset())) {
            codes.forEach((code, count) -> table.add(Row.of(edge), code, count));
          }
        });
    if (subsets.test("")) {
      truth.tcp().forEach(table::addConnections);
      truth.listeners().forEach(listener -> table.addUncharged(listener, truth));
    }
    return table;
  }

  private void addConnections(TcpTruth tcp) {
    if (tcp.side() == Side.OUTBOUND && tcp.cluster().isOutbound()) {
      add(Row.of(tcp.pod(), tcp.cluster()).tcp(), 0, tcp.connections());
    }
  }

  /**
   * Requests without a route, and those whose client left: users do, while they wait for a page.
   */
  private void addUncharged(ListenerTruth listener, GroundTruth truth) {
    if (listener.side() == Side.OUTBOUND) {
      Pod pod = listener.pod();
      String row = caller(pod) + " → " + pod.namespace() + "/" + NOWHERE;
      add(new Row(row, NOWHERE_PORT), NOT_FOUND, listener.local().noRoute());
    }
    if (listener.side() == Side.GATEWAY && listener.unanswered() > 0) {
      SourceEdge page =
          truth.sourceView().keySet().stream()
              .filter(edge -> edge.source().equals(listener.pod()))
              .filter(edge -> edge.host().startsWith("productpage."))
              .findFirst()
              .orElseThrow();
      add(Row.of(page), 0, listener.unanswered());
    }
  }

  private void add(Row row, int code, long count) {
    if (count > 0) {
      requests.computeIfAbsent(row.name(), absent -> new TreeMap<>()).merge(code, count, Long::sum);
      ports.computeIfAbsent(row.name(), absent -> new TreeSet<>()).add(row.port());
    }
  }

  private static String caller(Pod pod) {
    return pod.namespace() + "/" + pod.workload();
  }

  /**
   * One caller and one called service.
   *
   * @param name both, each with its namespace
   * @param port of the service
   */
  private record Row(String name, int port) {
    static Row of(SourceEdge edge) {
      return new Row(caller(edge.source()) + " → " + service(edge.host()), edge.port());
    }

    static Row of(Pod source, ClusterName cluster) {
      return new Row(caller(source) + " → " + service(cluster.host()), cluster.port());
    }

    static Row of(EdgeAnswer edge) {
      var service = edge.json().path("service");
      String name =
          "%s/%s → %s/%s"
              .formatted(
                  edge.source().path("namespace").asString(""),
                  edge.sourceName(),
                  service.path("namespace").asString(""),
                  service.path("name").asString(""));
      Row row = new Row(name, service.path("port").asInt(0));
      return edge.isTcp() ? row.tcp() : row;
    }

    Row tcp() {
      return new Row(name + " tcp", port);
    }

    /** Namespace and short name; a host outside the mesh has no namespace. */
    private static String service(String host) {
      int end = host.indexOf(".svc.");
      if (end < 0) {
        return "/" + host;
      }
      String[] parts = host.substring(0, end).split("\\.", 2);
      return parts[1] + "/" + parts[0];
    }
  }
}

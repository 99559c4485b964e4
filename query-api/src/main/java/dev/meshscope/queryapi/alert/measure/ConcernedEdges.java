package dev.meshscope.queryapi.alert.measure;

import dev.meshscope.model.EdgeIds;
import dev.meshscope.model.EdgeKey;
import dev.meshscope.model.Grouping;
import dev.meshscope.model.NodeKind;
import dev.meshscope.model.Workload;
import dev.meshscope.storage.read.RuleTraffic;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The edges that a finding is about, those with the most bad requests first. */
final class ConcernedEdges {
  private static final int EDGES_MAX = 50;

  private ConcernedEdges() {}

  /** The edges of those rows that have something bad. */
  static List<String> withBad(String tenant, List<RuleTraffic> rows, Badness badness) {
    return ids(tenant, rows.stream().filter(row -> badness.bad(row) > 0).toList(), badness);
  }

  /** The edges of all those rows. */
  static List<String> all(String tenant, List<RuleTraffic> rows, Badness badness) {
    return ids(tenant, rows, badness);
  }

  /** The id of the edge between workloads. */
  static String id(String tenant, EdgeKey key) {
    return EdgeIds.edge(tenant, key, Grouping.WORKLOAD);
  }

  private static List<String> ids(String tenant, List<RuleTraffic> rows, Badness badness) {
    Map<EdgeKey, Long> bad = new HashMap<>();
    rows.forEach(row -> bad.merge(edge(row.key()), badness.bad(row), Long::sum));
    return bad.entrySet().stream()
        .map(one -> new Ranked(id(tenant, one.getKey()), one.getValue()))
        .sorted(Comparator.comparingLong(Ranked::bad).reversed().thenComparing(Ranked::id))
        .limit(EDGES_MAX)
        .map(Ranked::id)
        .toList();
  }

  /** All keys of one edge between workloads are one: without what its id does not tell. */
  private static EdgeKey edge(EdgeKey key) {
    Workload end = key.destination();
    var identity = new Workload.Identity(end.cluster(), end.namespace(), end.name(), "");
    return new EdgeKey(
        key.source(), new Workload(identity, "", NodeKind.UNKNOWN), key.service(), key.traits());
  }

  private record Ranked(String id, long bad) {}
}

package dev.meshscope.storage.read;

import dev.meshscope.model.TrafficClass;
import java.util.List;

/**
 * What statements about traffic share: names for their parameters, the rows in question, and which
 * of them count. All text is our own; what was asked for is bound.
 */
final class TrafficSql {
  /** The end of an edge that counts for a namespace: the workload's, else the service's. */
  static final String DESTINATION_NAMESPACE =
      "if(destination_namespace = '', service_namespace, destination_namespace)";

  /** What a caller is called as: its canonical service, else its name. */
  static final String CALLER_SERVICE =
      "if(source_canonical_service = '', source_workload, source_canonical_service)";

  private static final String NAMES =
      """
      WITH
        CAST(? AS String) AS asked_tenant,
        toDateTime(?, 'UTC') AS range_from,
        toDateTime(?, 'UTC') AS range_to,
        CAST(? AS Array(String)) AS asked_classes,
        CAST(? AS Array(String)) AS asked_namespaces,
        CAST(? AS Array(String)) AS asked_clusters,
        CAST(? AS Array(String)) AS asked_subsets
      """;

  private static final String IN_RANGE =
      """
      tenant = asked_tenant AND window >= range_from AND window < range_to
        AND has(asked_classes, traffic_class)\
      """;

  private static final String MATCHING =
      """
      (empty(asked_namespaces)
          OR has(asked_namespaces, source_namespace)
          OR has(asked_namespaces, <destination namespace>))
        AND (empty(asked_clusters)
          OR has(asked_clusters, source_cluster)
          OR has(asked_clusters, destination_cluster))
        AND (empty(asked_subsets) OR has(asked_subsets, subset))\
      """;

  /**
   * A row of the callee's side is left out where a row of the caller's side tells of the same
   * calls: same class, same source, both TCP or both not, and the same destination workload or the
   * same destination service. A waypoint is the caller's side to a callee, and the callee's to a
   * caller. What has no name is nobody's equal. Decided on all rows of the range, whatever part of
   * them is asked for.
   */
  private static final String BEST =
      """
      reporter = 'source' OR NOT (
          ('source', <by workload>) IN (<workloads called>)
          OR ('source', <by service>) IN (<services called>)
          OR reporter = 'destination' AND (
            ('waypoint', <by workload>) IN (<workloads called>)
            OR ('waypoint', <by service>) IN (<services called>)
            OR (traffic_class, protocol = 'tcp', service_namespace, service_name) IN (
                SELECT traffic_class, protocol = 'tcp', service_namespace, service_name
                FROM <table>
                WHERE <in range> AND reporter = 'waypoint' AND service_name != '')
              AND (source_cluster, source_namespace, source_workload) IN (
                SELECT cluster, namespace, workload FROM reporters
                WHERE tenant = asked_tenant AND startsWith(node_id, 'waypoint~')
                  AND at >= range_from - INTERVAL 10 MINUTE AND at < range_to
                  AND workload != '')))\
      """
          .replace(
              "<workloads called>",
              """
              SELECT reporter, <by workload> FROM <table>
                      WHERE <in range> AND reporter IN ('source', 'waypoint')
                        AND source_workload != '' AND destination_workload != ''\
              """)
          .replace(
              "<services called>",
              """
              SELECT reporter, <by service> FROM <table>
                      WHERE <in range> AND reporter IN ('source', 'waypoint')
                        AND source_workload != '' AND service_name != ''\
              """)
          .replace(
              "<by workload>",
              """
              traffic_class, protocol = 'tcp', source_cluster, source_namespace,
                      source_workload, destination_cluster, destination_namespace,
                      destination_workload\
              """)
          .replace(
              "<by service>",
              """
              traffic_class, protocol = 'tcp', source_cluster, source_namespace,
                      source_workload, service_namespace, service_name\
              """);

  private TrafficSql() {}

  /** Puts the shared parts into a statement: the names of the parameters before it. */
  static String statement(Resolution resolution, View view, String text) {
    String counts = view.reporter().map(one -> "reporter = '" + one.text() + "'").orElse(BEST);
    return NAMES
        + text.replace("<counts>", counts)
            .replace("<matching>", MATCHING)
            .replace("<in range>", IN_RANGE)
            .replace("<destination namespace>", DESTINATION_NAMESPACE)
            .replace("<sums>", TrafficSums.COLUMNS)
            .replace("<table>", resolution.table().table());
  }

  /** What is bound to the names. */
  static List<Object> parameters(TrafficFilter filter) {
    return List.of(
        filter.tenant(),
        filter.range().from().getEpochSecond(),
        filter.range().to().getEpochSecond(),
        filter.classes().stream().map(TrafficClass::text).sorted().toArray(String[]::new),
        filter.namespaces().toArray(String[]::new),
        filter.clusters().toArray(String[]::new),
        filter.subsets().toArray(String[]::new));
  }
}

package dev.meshscope.storage.read;

import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The streams that were open, or ended, in a span of time. */
public final class SelectNodeStreams implements Select<List<NodeStream>> {
  private static final String SQL =
      """
      SELECT
        node_id, collector,
        argMax(cluster, at) AS last_cluster,
        argMax(namespace, at) AS last_namespace,
        argMax(workload, at) AS last_workload,
        toUnixTimestamp64Micro(min(at)) AS first_sign,
        toUnixTimestamp64Micro(minIf(at, kind = 'opened')) AS opened,
        toUnixTimestamp64Micro(max(at)) AS last_sign,
        argMax(kind, at) = 'closed' AS is_closed
      FROM reporters
      WHERE tenant = ?
        AND at >= fromUnixTimestamp64Micro(?, 'UTC') AND at < fromUnixTimestamp64Micro(?, 'UTC')
      GROUP BY node_id, collector
      """;

  private final String tenant;
  private final Instant from;
  private final Instant to;

  /**
   * @param tenant whose nodes
   * @param from start of the span
   * @param to its end, exclusive
   */
  public SelectNodeStreams(String tenant, Instant from, Instant to) {
    this.tenant = tenant;
    this.from = from;
    this.to = to;
  }

  @Override
  public String sql() {
    return SQL;
  }

  @Override
  public List<Object> parameters() {
    return List.of(tenant, micros(from), micros(to));
  }

  @Override
  public List<NodeStream> read(Rows rows) throws SQLException {
    List<NodeStream> streams = new ArrayList<>();
    while (rows.next()) {
      String nodeId = rows.text();
      String collector = rows.text();
      WorkloadName workload = WorkloadName.read(rows);
      Instant first = rows.micros();
      Instant opened = rows.micros();
      Instant last = rows.micros();
      boolean isClosed = rows.bool();
      var signs =
          new NodeStream.Signs(first, opened.equals(Instant.EPOCH) ? null : opened, last, isClosed);
      streams.add(new NodeStream(nodeId, collector, workload, signs));
    }
    return streams;
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }
}

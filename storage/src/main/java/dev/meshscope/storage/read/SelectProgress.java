package dev.meshscope.storage.read;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * How far each collector is stored. Every partition of the delta log hears of every batch, so what
 * the least one has stored is stored. One that has not heard of the latest run yet may lack what an
 * earlier one sent: of each the newest run of which it heard counts. Runs that ended more than a
 * day before what is known of the latest are given up.
 */
public final class SelectProgress implements Select<List<CollectorProgress>> {
  private static final String SQL =
      """
      SELECT collector, max(partition_run), toUnixTimestamp64Micro(min(through)), sum(waits)
      FROM (
        SELECT collector, partition, max(log_run) AS partition_run,
          min(log_through) AS through, argMax(log_waits, (log_run, log_through)) AS waits
        FROM (
          SELECT collector, partition, log, max(incarnation) AS log_run,
            argMax(sent_through, (incarnation, block_end)) AS log_through,
            argMax(waiting, (incarnation, block_end)) AS log_waits
          FROM progress
          WHERE tenant = ? AND (collector, incarnation) IN (
            SELECT collector, incarnation
            FROM (
              SELECT collector, incarnation, max(sent_through) AS last,
                argMax(last, incarnation) OVER (PARTITION BY collector) AS newest
              FROM progress WHERE tenant = ? GROUP BY collector, incarnation)
            WHERE last >= newest - INTERVAL 1 DAY)
          GROUP BY collector, partition, log)
        GROUP BY collector, partition)
      GROUP BY collector
      ORDER BY collector
      """;

  private final String tenant;

  /**
   * @param tenant whose collectors
   */
  public SelectProgress(String tenant) {
    this.tenant = tenant;
  }

  @Override
  public String sql() {
    return SQL;
  }

  @Override
  public List<Object> parameters() {
    return List.of(tenant, tenant);
  }

  @Override
  public List<CollectorProgress> read(Rows rows) throws SQLException {
    List<CollectorProgress> progress = new ArrayList<>();
    while (rows.next()) {
      progress.add(new CollectorProgress(rows.text(), rows.number(), rows.micros(), rows.number()));
    }
    return progress;
  }
}

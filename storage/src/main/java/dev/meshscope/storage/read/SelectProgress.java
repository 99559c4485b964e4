package dev.meshscope.storage.read;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * How far the latest run of each collector is stored. Every partition of the delta log hears of
 * every batch, so what the least one has stored is stored.
 */
public final class SelectProgress implements Select<List<CollectorProgress>> {
  private static final String SQL =
      """
      SELECT collector, run, toUnixTimestamp64Micro(min(through)), sum(waits)
      FROM (
        SELECT collector, incarnation AS run, partition,
          min(log_through) AS through, argMax(log_waits, log_through) AS waits
        FROM (
          SELECT collector, incarnation, partition, log,
            argMax(sent_through, block_end) AS log_through, argMax(waiting, block_end) AS log_waits
          FROM progress
          WHERE tenant = ? AND (collector, incarnation) IN (
            SELECT collector, max(incarnation) FROM progress WHERE tenant = ? GROUP BY collector)
          GROUP BY collector, incarnation, partition, log)
        GROUP BY collector, run, partition)
      GROUP BY collector, run
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

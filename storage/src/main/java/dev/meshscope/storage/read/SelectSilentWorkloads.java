package dev.meshscope.storage.read;

import dev.meshscope.model.Cause;
import dev.meshscope.model.TrafficClass;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Workloads that peers report traffic to and that report none of it themselves. A call that could
 * not connect never reached the workload, so it proves nothing.
 */
public final class SelectSilentWorkloads implements Select<List<WorkloadName>> {
  private static final String SQL =
      """
      SELECT destination_cluster, destination_namespace, destination_workload
      FROM <table>
      WHERE <in range> AND <matching>
        AND destination_workload != '' AND destination_kind IN ('workload', 'gateway')
      GROUP BY destination_cluster, destination_namespace, destination_workload
      HAVING sumIf(requests, reporter != 'source') = 0
        AND sumIf(
          arraySum(mapValues(mapFilter((key, count) -> bitAnd(key, 31) != <cause>, outcomes))),
          reporter = 'source') > 0
      """
          .replace("<cause>", Integer.toString(Cause.UPSTREAM_CONNECT_FAILURE.wire()));

  private final TrafficFilter everything;

  /**
   * @param tenant whose workloads
   * @param range when
   */
  public SelectSilentWorkloads(String tenant, TimeRange range) {
    everything =
        new TrafficFilter(
            tenant, range, Set.of(TrafficClass.values()), List.of(), List.of(), List.of());
  }

  @Override
  public String sql() {
    return TrafficSql.statement(everything.range().resolution(), View.SOURCE, SQL);
  }

  @Override
  public List<Object> parameters() {
    return TrafficSql.parameters(everything);
  }

  @Override
  public List<WorkloadName> read(Rows rows) throws SQLException {
    List<WorkloadName> workloads = new ArrayList<>();
    while (rows.next()) {
      workloads.add(WorkloadName.read(rows));
    }
    return workloads;
  }
}

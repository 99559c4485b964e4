package dev.meshscope.storage.read;

import dev.meshscope.model.Named;
import dev.meshscope.model.Protocol;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The rows that count for some traffic, added up step by step; steps without rows are left out. */
public final class SelectSeries implements Select<List<SeriesStep>> {
  private static final String SQL =
      """
      SELECT
        intDiv(toUnixTimestamp(window) - toUnixTimestamp(range_from), ?) AS step, protocol,
        <sums>
      FROM <table>
      WHERE <in range> AND <matching> AND (<counts>) AND <scope>
      GROUP BY step, protocol
      ORDER BY step, protocol
      """;

  private final TrafficFilter filter;
  private final View view;
  private final TrafficScope scope;
  private final Duration step;

  /**
   * @param filter which rows
   * @param view whose rows count
   * @param scope what the series is about
   * @param step a multiple of the range's resolution
   */
  public SelectSeries(TrafficFilter filter, View view, TrafficScope scope, Duration step) {
    this.filter = filter;
    this.view = view;
    this.scope = scope;
    this.step = step;
  }

  @Override
  public String sql() {
    return TrafficSql.statement(
        filter.range().resolution(), view, SQL.replace("<scope>", scope.condition()));
  }

  @Override
  public List<Object> parameters() {
    List<Object> all = new ArrayList<>(TrafficSql.parameters(filter));
    all.add(step.toSeconds());
    all.addAll(scope.parameters());
    return all;
  }

  @Override
  public List<SeriesStep> read(Rows rows) throws SQLException {
    List<SeriesStep> steps = new ArrayList<>();
    while (rows.next()) {
      int index = Math.toIntExact(rows.number());
      Protocol protocol = Named.ofText(Protocol.class, rows.text()).orElse(Protocol.HTTP);
      steps.add(new SeriesStep(index, protocol, TrafficSums.read(rows)));
    }
    return steps;
  }
}

package dev.meshscope.storage.read;

import dev.meshscope.model.Grouping;
import dev.meshscope.model.Named;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What an edge's id stands for; empty where no such edge was ever stored. */
public final class SelectEdge implements Select<Optional<TrafficScope.Edge>> {
  private static final String SQL =
      """
      SELECT grouping, <columns>
      FROM edges
      WHERE id = ? AND tenant = ?
      LIMIT 1
      """;

  private final String tenant;
  private final String id;
  private final Grouping grouping;

  /**
   * @param tenant whose edge
   * @param id the edge's id
   * @param grouping the grouping that the id's first letter names
   */
  public SelectEdge(String tenant, String id, Grouping grouping) {
    this.tenant = tenant;
    this.id = id;
    this.grouping = grouping;
  }

  @Override
  public String sql() {
    List<String> columns = TrafficScope.Edge.columns(grouping);
    return SQL.replace("<columns>", String.join(", ", columns));
  }

  @Override
  public List<Object> parameters() {
    return List.of(id, tenant);
  }

  @Override
  public Optional<TrafficScope.Edge> read(Rows rows) throws SQLException {
    if (!rows.next()
        || Named.ofText(Grouping.class, rows.text()).filter(grouping::equals).isEmpty()) {
      return Optional.empty();
    }
    List<String> values = new ArrayList<>();
    for (int i = 0; i < TrafficScope.Edge.columns(grouping).size(); i++) {
      values.add(rows.text());
    }
    return Optional.of(new TrafficScope.Edge(grouping, values));
  }
}

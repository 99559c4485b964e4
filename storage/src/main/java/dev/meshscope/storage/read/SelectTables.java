package dev.meshscope.storage.read;

import java.sql.SQLException;
import java.util.List;

/** Whether the tables that reads need are there; without touching them, however large they are. */
public final class SelectTables implements Select<Boolean> {
  private static final String[] NEEDED = {
    "edges", "edges_10s", "edges_1h", "edges_1m", "progress", "reporters"
  };

  private static final String SQL =
      """
      SELECT count() FROM system.tables
      WHERE database = currentDatabase() AND has(CAST(? AS Array(String)), name)
      """;

  @Override
  public String sql() {
    return SQL;
  }

  @Override
  public List<Object> parameters() {
    return List.of((Object) NEEDED.clone());
  }

  @Override
  public Boolean read(Rows rows) throws SQLException {
    return rows.next() && rows.number() == NEEDED.length;
  }
}

package dev.meshscope.storage.read;

import java.sql.SQLException;
import java.util.List;

/** Whether the database answers and has its tables; how many of them have rows. */
public final class SelectTables implements Select<Long> {
  private static final String SQL =
      """
      SELECT count() FROM (
        SELECT 1 FROM edges_10s LIMIT 1
        UNION ALL SELECT 1 FROM edges LIMIT 1
        UNION ALL SELECT 1 FROM reporters LIMIT 1
        UNION ALL SELECT 1 FROM progress LIMIT 1)
      """;

  @Override
  public String sql() {
    return SQL;
  }

  @Override
  public List<Object> parameters() {
    return List.of();
  }

  @Override
  public Long read(Rows rows) throws SQLException {
    return rows.next() ? rows.number() : 0L;
  }
}

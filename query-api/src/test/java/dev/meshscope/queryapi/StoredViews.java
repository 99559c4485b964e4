package dev.meshscope.queryapi;

import dev.meshscope.storage.ClickHouseConfig;
import dev.meshscope.storage.ClickHouseJdbc;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The views that dashboards read, asked in plain SQL. */
record StoredViews(ClickHouseConfig database) {
  /** A view of traffic over a range; points of its series are so many seconds long. */
  static String traffic(Instant from, Instant to, long stepSeconds) {
    return "v_traffic(from = toDateTime(%d), to = toDateTime(%d), step = %d)"
        .formatted(from.getEpochSecond(), to.getEpochSecond(), stepSeconds);
  }

  /** A view of the nodes that are expected to report in a range. */
  static String reporters(Instant from, Instant to) {
    return "v_reporters(from = toDateTime(%d), to = toDateTime(%d))"
        .formatted(from.getEpochSecond(), to.getEpochSecond());
  }

  /** The rows as lists of texts; a null is the text {@code null}. */
  List<List<String>> rows(String query) throws Exception {
    try (Connection connection = ClickHouseJdbc.open(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<List<String>> all = new ArrayList<>();
      while (rows.next()) {
        all.add(row(rows));
      }
      return all;
    }
  }

  private static List<String> row(ResultSet rows) throws SQLException {
    List<String> row = new ArrayList<>();
    for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
      row.add(String.valueOf(rows.getString(column)));
    }
    return row;
  }
}

package dev.meshscope.storage;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Plain statements on a database, for tests to look and to tamper. */
public record Sql(ClickHouseConfig config) {
  /** Runs a statement. */
  public void run(String statement) throws StorageException, SQLException {
    try (Connection connection = ClickHouseJdbc.open(config);
        Statement running = connection.createStatement()) {
      running.execute(statement);
    }
  }

  /** The rows of a query as texts, columns joined by a bar. */
  public List<String> rows(String query) throws StorageException, SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = ClickHouseJdbc.open(config);
        Statement running = connection.createStatement();
        ResultSet result = running.executeQuery(query)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int column = 1; column <= columns; column++) {
          row.add(result.getString(column));
        }
        rows.add(String.join("|", row));
      }
    }
    return rows;
  }

  /** The one value of a query. */
  public String value(String query) throws StorageException, SQLException {
    return rows(query).getFirst();
  }
}

package dev.meshscope.benchmarks.store;

import dev.meshscope.storage.ClickHouseConfig;
import dev.meshscope.storage.ClickHouseJdbc;
import dev.meshscope.storage.StorageException;
import dev.meshscope.storage.schema.TrafficTable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Looks at the tables of traffic. */
public final class StoredTraffic implements AutoCloseable {
  private final Connection connection;

  public StoredTraffic(ClickHouseConfig config) throws StorageException {
    connection = ClickHouseJdbc.open(config);
  }

  /** What all rows of 10 s count. */
  public long requests() throws SQLException {
    return (long) number("SELECT sum(requests) FROM edges_10s");
  }

  /** Bytes of a row on disk, once everything is merged that can be. */
  public double bytesPerRow(TrafficTable table) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("OPTIMIZE TABLE " + table.table() + " FINAL");
    }
    return number(
        """
        SELECT sum(bytes_on_disk) / sum(rows) FROM system.parts
        WHERE active AND database = currentDatabase() AND table = '%s'\
        """
            .formatted(table.table()));
  }

  /** Rows, once everything is merged that can be. */
  public long rows(TrafficTable table) throws SQLException {
    return (long) number("SELECT count() FROM " + table.table() + " FINAL");
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private double number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getDouble(1);
    }
  }
}

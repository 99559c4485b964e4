package dev.meshscope.storage.read;

import dev.meshscope.storage.ClickHouseConfig;
import dev.meshscope.storage.StorageException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/**
 * Runs reads, each under the same limits: a database that is away or busy is an exception with a
 * kind, and the next read tries again.
 */
public final class ClickHouseReader implements AutoCloseable {
  private final ConnectionPool pool;
  private final String settings;

  /**
   * Connects when the first read comes.
   *
   * @param target what to read
   * @param limits of every read
   */
  public ClickHouseReader(ClickHouseConfig target, ReadLimits limits) {
    this.pool = new ConnectionPool(target, limits);
    this.settings = limits.settings();
  }

  /** Asks and reads the whole answer. */
  public <T> T read(Select<T> select) throws ReadException {
    pool.takeTurn();
    try {
      return readNow(select);
    } catch (SQLException | StorageException e) {
      throw ReadFailures.of(e, select.getClass().getSimpleName());
    } finally {
      pool.giveTurnBack();
    }
  }

  @Override
  public void close() {
    pool.close();
  }

  private <T> T readNow(Select<T> select) throws SQLException, StorageException {
    Connection connection = pool.take();
    try {
      T answer = read(connection, select);
      pool.keep(connection);
      return answer;
    } catch (SQLException | RuntimeException e) {
      // Whatever state it is in, nobody should meet it again.
      pool.discard(connection);
      throw e;
    }
  }

  private <T> T read(Connection connection, Select<T> select) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(select.sql() + settings)) {
      int index = 0;
      for (Object parameter : select.parameters()) {
        statement.setObject(++index, parameter);
      }
      try (var results = statement.executeQuery()) {
        return select.read(new Rows(results));
      }
    }
  }
}

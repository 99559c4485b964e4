package dev.meshscope.storage.schema;

import dev.meshscope.runtime.Backoff;
import dev.meshscope.storage.ClickHouseConfig;
import dev.meshscope.storage.ClickHouseErrors;
import dev.meshscope.storage.ClickHouseJdbc;
import dev.meshscope.storage.StorageException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the database to the state that this build expects: creates it, runs the numbered files
 * that have not been run, and sets the retention. Forward only; running it twice, or in two
 * processes at once, does no harm.
 *
 * <p>In a test:
 *
 * <pre>{@code
 * new Migrations(ClickHouseConfig.at(engine.url())).run(RetentionConfig.defaults());
 * }</pre>
 */
public final class Migrations {
  private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);
  private static final List<String> FILES = List.of("0001_traffic.sql", "0002_views.sql");

  private final ClickHouseConfig config;
  private final List<Migration> migrations;

  public Migrations(ClickHouseConfig config) {
    this(config, FILES.stream().map(Migration::load).toList());
  }

  Migrations(ClickHouseConfig config, List<Migration> migrations) {
    this.config = config;
    this.migrations = List.copyOf(migrations);
  }

  /** Waits for a database that is away, then does as {@link #run} does. */
  public void runWhenThere(RetentionConfig retention, Backoff backoff)
      throws StorageException, InterruptedException {
    boolean isWaiting = false;
    while (true) {
      try {
        run(retention);
        return;
      } catch (StorageException e) {
        if (!e.isRetryable()) {
          throw e;
        }
        if (Thread.interrupted()) {
          throw new InterruptedException("interrupted while it migrated");
        }
        if (!isWaiting) {
          LOG.atWarn()
              .addKeyValue("url", config.url())
              .addKeyValue("reason", e.getMessage())
              .log("the database is away, waiting for it to migrate it");
        }
        isWaiting = true;
        backoff.pause();
      }
    }
  }

  /**
   * Migrates now.
   *
   * @throws StorageException when the database is away or refuses, or when a file differs from the
   *     one that was run under its number
   */
  public void run(RetentionConfig retention) throws StorageException {
    migrate();
    try (Connection connection = ClickHouseJdbc.open(config)) {
      new RetentionRule(connection).apply(retention);
    } catch (SQLException e) {
      throw ClickHouseErrors.of("set the retention of database " + config.database(), e);
    }
  }

  /** Runs the files, and leaves the retention as they say. */
  void migrate() throws StorageException {
    try (Connection server = ClickHouseJdbc.open(config, ClickHouseJdbc.DEFAULT_DATABASE)) {
      execute(server, "CREATE DATABASE IF NOT EXISTS " + config.database());
    } catch (SQLException e) {
      throw ClickHouseErrors.of("create database " + config.database(), e);
    }
    try (Connection connection = ClickHouseJdbc.open(config)) {
      migrate(connection);
    } catch (SQLException e) {
      throw ClickHouseErrors.of("migrate database " + config.database(), e);
    }
  }

  private void migrate(Connection connection) throws SQLException, StorageException {
    execute(
        connection,
        """
        CREATE TABLE IF NOT EXISTS schema_migrations (
          number UInt32, name String, checksum String, applied_at DateTime64(3, 'UTC')
        ) ENGINE = ReplacingMergeTree ORDER BY number\
        """);
    Map<Integer, String> applied = applied(connection);
    for (Migration migration : migrations) {
      String before = applied.remove(migration.number());
      if (before == null) {
        apply(connection, migration);
      } else if (!before.equals(migration.checksum())) {
        throw new StorageException(
            ("%s was changed after it had been run on database %s (then %s, now %s):"
                    + " put it back and add a new file")
                .formatted(migration.name(), config.database(), before, migration.checksum()),
            false,
            null);
      }
    }
    if (!applied.isEmpty()) {
      LOG.atWarn()
          .addKeyValue("database", config.database())
          .addKeyValue("numbers", applied.keySet())
          .log("database was migrated further than this build knows");
    }
  }

  private void apply(Connection connection, Migration migration) throws SQLException {
    for (String statement : migration.statements()) {
      execute(connection, statement);
    }
    String insert =
        "INSERT INTO schema_migrations (number, name, checksum, applied_at)"
            + " SELECT ?, ?, ?, now64(3) SETTINGS async_insert = 0, insert_deduplicate = 0";
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      statement.setInt(1, migration.number());
      statement.setString(2, migration.name());
      statement.setString(3, migration.checksum());
      statement.execute();
    }
    LOG.atInfo()
        .addKeyValue("database", config.database())
        .addKeyValue("file", migration.name())
        .log("migrated");
  }

  private static Map<Integer, String> applied(Connection connection) throws SQLException {
    Map<Integer, String> checksums = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT number, checksum FROM schema_migrations FINAL")) {
      while (rows.next()) {
        checksums.put(rows.getInt(1), rows.getString(2));
      }
    }
    return checksums;
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}

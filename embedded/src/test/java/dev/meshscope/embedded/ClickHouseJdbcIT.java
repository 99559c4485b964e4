package dev.meshscope.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The official driver, unchanged, against the real engine. */
@Tag("engine")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClickHouseJdbcIT {

  private EmbeddedClickHouse engine;

  @BeforeAll
  void start(@TempDir Path directory) {
    engine = TestEngine.start(directory);
  }

  @AfterAll
  void stop() {
    engine.close();
  }

  private Connection connect(Map<String, String> settings) throws SQLException {
    Properties properties = new Properties();
    properties.putAll(settings);
    return DriverManager.getConnection("jdbc:clickhouse:" + engine.url() + "/default", properties);
  }

  private Connection connect() throws SQLException {
    return connect(Map.of());
  }

  private static long number(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      assertThat(rows.next()).isTrue();
      return rows.getLong(1);
    }
  }

  @Test
  void definesInsertsInBatchesAndReads() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE batches (a UInt32, s String) ENGINE = MergeTree ORDER BY a");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO batches (a, s) VALUES (?, ?)")) {
        for (int i = 0; i < 1000; i++) {
          insert.setInt(1, i);
          insert.setString(2, "it's \\ " + i);
          insert.addBatch();
        }
        assertThat(insert.executeBatch()).hasSize(1000);
      }
      assertThat(number(connection, "SELECT count() FROM batches")).isEqualTo(1000);
      try (PreparedStatement select =
              connection.prepareStatement("SELECT s FROM batches WHERE a = ?");
          ResultSet rows = executeWith(select, 7)) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(1)).isEqualTo("it's \\ 7");
      }
    }
  }

  private static ResultSet executeWith(PreparedStatement select, int value) throws SQLException {
    select.setInt(1, value);
    return select.executeQuery();
  }

  @Test
  void insertsInBatchesAsRowBinary() throws SQLException {
    try (Connection connection = connect(Map.of("beta.row_binary_for_simple_insert", "true"));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE binary (a UInt32, s String) ENGINE = MergeTree ORDER BY a");
      try (PreparedStatement insert =
          connection.prepareStatement("INSERT INTO binary (a, s) VALUES (?, ?)")) {
        for (int i = 0; i < 500; i++) {
          insert.setInt(1, i);
          insert.setString(2, "x\0" + i);
          insert.addBatch();
        }
        insert.executeBatch();
      }
      assertThat(number(connection, "SELECT count() FROM binary WHERE s LIKE 'x\\0%'"))
          .isEqualTo(500);
    }
  }

  @Test
  void readsATimeInTheServersZone() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT toDateTime('2026-01-02 03:04:05', 'UTC') AS t")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getObject("t", LocalDateTime.class))
          .isEqualTo(LocalDateTime.parse("2026-01-02T03:04:05"));
    }
  }

  @Test
  void givesTheEnginesErrorCodes() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.executeQuery("SELECT * FROM no_such_table"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(60))
          .hasMessageContaining("UNKNOWN_TABLE");
      assertThatThrownBy(() -> statement.executeQuery("SELECT 1 +"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(62));
      assertThatThrownBy(() -> statement.executeQuery("SELECT no_such_column"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(47));
    }
  }

  @Test
  void appliesSettingsOfTheConnectionOnly() throws SQLException {
    try (Connection limited = connect(Map.of("clickhouse_setting_max_block_size", "77"));
        Connection plain = connect()) {
      for (int i = 0; i < 20; i++) {
        assertThat(number(limited, "SELECT getSetting('max_block_size')")).isEqualTo(77);
        assertThat(number(plain, "SELECT getSetting('max_block_size')")).isNotEqualTo(77);
      }
    }
  }

  @Test
  void readsMillionsOfRows() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT number FROM numbers(2000000)")) {
      long sum = 0;
      while (rows.next()) {
        sum += rows.getLong(1);
      }
      assertThat(sum).isEqualTo(2_000_000L * 1_999_999L / 2);
    }
  }
}

package dev.meshscope.storage.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.meshscope.embedded.EmbeddedClickHouse;
import dev.meshscope.embedded.EmbeddedClickHouseConfig;
import dev.meshscope.runtime.Backoff;
import dev.meshscope.storage.ClickHouseConfig;
import dev.meshscope.storage.Sql;
import dev.meshscope.storage.StorageException;
import dev.meshscope.storage.TestEngine;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@Tag("engine")
@ExtendWith(TestEngine.class)
class MigrationsIT {
  private static final RetentionConfig RETENTION = RetentionConfig.defaults();

  private final ClickHouseConfig config;
  private final Sql sql;

  MigrationsIT(ClickHouseConfig config) {
    this.config = config;
    this.sql = new Sql(config);
  }

  @BeforeEach
  void forgetTheDatabase() throws Exception {
    new Sql(config.withDatabase("default"))
        .run("DROP DATABASE IF EXISTS " + config.database() + " SYNC");
  }

  @Test
  void createsTheDatabaseAndItsTables() throws Exception {
    new Migrations(config).run(RETENTION);
    assertThat(sql.rows("SHOW TABLES"))
        .contains("edges_10s", "edges_1m", "edges_1h", "edges", "progress", "reporters")
        .contains("v_traffic", "v_reporters", "v_progress");
    assertThat(sql.rows("SELECT number, name, checksum FROM schema_migrations ORDER BY number"))
        .containsExactly(
            "1|0001_traffic.sql|" + Migration.load("0001_traffic.sql").checksum(),
            "2|0002_views.sql|" + Migration.load("0002_views.sql").checksum());
  }

  @Test
  void runsTwiceWithoutHarm() throws Exception {
    new Migrations(config).run(RETENTION);
    new Migrations(config).run(RETENTION);
    assertThat(sql.value("SELECT count() FROM schema_migrations")).isEqualTo("2");
  }

  @Test
  void refusesAFileThatWasChangedAfterItHadRun() throws Exception {
    migrate("CREATE TABLE IF NOT EXISTS a (x UInt8) ENGINE = MergeTree ORDER BY x;");
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(
            () -> migrate("CREATE TABLE IF NOT EXISTS a (x UInt16) ENGINE = MergeTree ORDER BY x;"))
        .withMessageStartingWith("0001_test.sql was changed after it had been run on database")
        .matches(e -> !e.isRetryable());
  }

  @Test
  void runsAFileAgainWhoseLaterStatementFailed() throws Exception {
    String first = "CREATE TABLE IF NOT EXISTS a (x UInt8) ENGINE = MergeTree ORDER BY x;\n";
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> migrate(first + "CREATE TABLE IF NOT EXISTS b (x Nonsense);"))
        .matches(e -> !e.isRetryable());
    assertThat(sql.value("SELECT count() FROM schema_migrations")).isEqualTo("0");

    migrate(first + "CREATE TABLE IF NOT EXISTS b (x UInt8) ENGINE = MergeTree ORDER BY x;");
    assertThat(sql.rows("SHOW TABLES")).contains("a", "b");
  }

  @Test
  void runsOnlyWhatIsNew() throws Exception {
    Migration first = file(1, "CREATE TABLE a (x UInt8) ENGINE = MergeTree ORDER BY x;");
    Migration second = file(2, "CREATE TABLE b (x UInt8) ENGINE = MergeTree ORDER BY x;");
    run(List.of(first));
    run(List.of(first, second));
    assertThat(sql.rows("SHOW TABLES")).contains("a", "b");
  }

  @Test
  void takesADatabaseThatIsFurtherThanThisBuild() throws Exception {
    Migration first = file(1, "CREATE TABLE a (x UInt8) ENGINE = MergeTree ORDER BY x;");
    run(List.of(first, file(2, "CREATE TABLE b (x UInt8) ENGINE = MergeTree ORDER BY x;")));
    run(List.of(first));
    assertThat(sql.rows("SHOW TABLES")).contains("a", "b");
  }

  @Test
  void keepsRowsOneDayLongerThanTheirRetention() throws Exception {
    new Migrations(config).run(RETENTION);
    assertThat(ttl("edges_10s")).isEqualTo("3");
    assertThat(ttl("edges_1m")).isEqualTo("31");
    assertThat(ttl("edges_1h")).isEqualTo("401");

    new Migrations(config)
        .run(new RetentionConfig(Duration.ofDays(5), Duration.ofDays(30), Duration.ofDays(90)));
    assertThat(ttl("edges_10s")).isEqualTo("6");
    assertThat(ttl("edges_1m")).isEqualTo("31");
    assertThat(ttl("edges_1h")).isEqualTo("91");
  }

  @Test
  void waitsForADatabaseThatIsAway(@TempDir Path directory) throws Exception {
    int port = freePort();
    ClickHouseConfig away = ClickHouseConfig.at(URI.create("http://127.0.0.1:" + port));
    Backoff backoff = new Backoff(Duration.ofMillis(1), Duration.ofMillis(50), new Random(1));
    CompletableFuture<Void> migrated =
        CompletableFuture.runAsync(() -> {
          try {
            new Migrations(away).runWhenThere(RETENTION, backoff);
          } catch (StorageException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    Path root = Path.of(System.getProperty("meshscope.root"));
    try (EmbeddedClickHouse engine =
        new EmbeddedClickHouse(EmbeddedClickHouseConfig.of(root, directory, port))) {
      assertThat(migrated).isNotDone();
      engine.start();
      migrated.get(60, TimeUnit.SECONDS);
      assertThat(new Sql(away).rows("SHOW TABLES")).contains("edges_10s");
    }
  }

  @Test
  void doesNotWaitForWhatWaitingDoesNotMend() throws Exception {
    migrate("CREATE TABLE IF NOT EXISTS a (x UInt8) ENGINE = MergeTree ORDER BY x;");
    Backoff backoff = new Backoff(Duration.ofMillis(1), Duration.ofMillis(1), new Random(1));
    assertThatExceptionOfType(StorageException.class)
        .isThrownBy(() -> new Migrations(config).runWhenThere(RETENTION, backoff));
  }

  private void migrate(String statements) throws StorageException {
    run(List.of(file(1, statements)));
  }

  private void run(List<Migration> files) throws StorageException {
    new Migrations(config, files).migrate();
  }

  private static Migration file(int number, String statements) {
    return new Migration(number, "000" + number + "_test.sql", statements);
  }

  private String ttl(String table) throws Exception {
    return sql.value(
        "SELECT extract(engine_full, 'TTL window \\\\+ toIntervalDay\\\\((\\\\d+)\\\\)')"
            + " FROM system.tables WHERE database = currentDatabase() AND name = '%s'"
                .formatted(table));
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}

package dev.meshscope.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.meshscope.embedded.clickhouse.ClickHouseEngineConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine's process: how it begins, ends and is found again. */
@Tag("engine")
class EmbeddedClickHouseIT {

  @TempDir private Path directory;

  private static String run(EmbeddedClickHouse engine, String sql) throws Exception {
    try (HttpProbe http = new HttpProbe(engine.url())) {
      return http.run(sql);
    }
  }

  @Test
  void keepsDataOverARestart() throws Exception {
    try (EmbeddedClickHouse engine = TestEngine.start(directory)) {
      run(engine, "CREATE DATABASE kept");
      run(engine, "CREATE TABLE kept.t (a UInt32) ENGINE = MergeTree ORDER BY a");
      run(engine, "INSERT INTO kept.t SELECT number FROM numbers(1000)");
      run(engine, "CREATE FUNCTION keptTwice AS (x) -> 2 * x");
      assertThat(engine.check()).isEmpty();
    }
    try (EmbeddedClickHouse engine = TestEngine.start(directory)) {
      assertThat(run(engine, "SELECT count(), sum(a) FROM kept.t")).isEqualTo("1000\t499500\n");
      assertThat(run(engine, "SELECT keptTwice(21)")).isEqualTo("42\n");
    }
  }

  @Test
  void keepsEveryAcknowledgedInsertWhenItIsKilled() throws Exception {
    AtomicLong acknowledged = new AtomicLong();
    try (EmbeddedClickHouse engine = TestEngine.start(directory)) {
      run(engine, "CREATE TABLE t (a UInt64) ENGINE = MergeTree ORDER BY a");
      try (ExecutorService writers = Executors.newFixedThreadPool(3)) {
        for (int writer = 0; writer < 3; writer++) {
          writers.execute(() -> insertUntilItFails(engine, acknowledged));
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.get() > 60);
        assertThat(engine.process().destroyForcibly()).isTrue();
      }
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              engine::check, Optional.of("the ClickHouse engine's process is not running")::equals);
    }
    try (EmbeddedClickHouse engine = TestEngine.start(directory)) {
      long stored = Long.parseLong(run(engine, "SELECT count() FROM t").strip());
      // An insert may be stored without its acknowledgement: one per writer.
      assertThat(stored).isBetween(acknowledged.get(), acknowledged.get() + 3);
    }
  }

  private static void insertUntilItFails(EmbeddedClickHouse engine, AtomicLong acknowledged) {
    try (HttpProbe http = new HttpProbe(engine.url())) {
      while (true) {
        http.run("INSERT INTO t SETTINGS async_insert = 0 VALUES (rand64())");
        acknowledged.incrementAndGet();
      }
    } catch (IOException killed) {
      assertThat(acknowledged).hasPositiveValue();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void runsInAnotherTimeZone() throws Exception {
    try (EmbeddedClickHouse engine =
        new EmbeddedClickHouse(TestEngine.config(directory).in(ZoneId.of("America/New_York")))) {
      engine.start();
      assertThat(run(engine, "SELECT timezone(), toDateTime(0)"))
          .isEqualTo("America/New_York\t1969-12-31 19:00:00\n");
    }
  }

  @Test
  void closesTwiceAndStartsAgainAsAnother() throws Exception {
    EmbeddedClickHouse engine = TestEngine.start(directory);
    ProcessHandle process = engine.process();
    engine.close();
    engine.close();
    assertThat(process.isAlive()).isFalse();
    assertThat(engine.check()).isPresent();
    TestEngine.start(directory).close();
  }

  @Test
  void refusesADirectoryInUse() {
    try (EmbeddedClickHouse first = TestEngine.start(directory)) {
      assertThat(first.check()).isEmpty();
      assertThatThrownBy(() -> TestEngine.start(directory))
          .isInstanceOf(EmbeddedStartException.class)
          .hasMessageContaining("in use by another process");
    }
  }

  @Test
  void refusesADirectoryThatIsAFile() throws Exception {
    Files.writeString(directory.resolve("engine"), "x");
    assertThatThrownBy(() -> TestEngine.start(directory))
        .isInstanceOf(EmbeddedStartException.class)
        .hasMessageContaining("must be a directory that this user can read and write");
  }

  @Test
  void saysWhoHoldsThePort() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(Ports.loopback(), 0));
      EmbeddedClickHouse engine =
          new EmbeddedClickHouse(
              EmbeddedClickHouseConfig.of(
                  TestEngine.root(), directory.resolve("engine"), taken.getLocalPort()));
      assertThatThrownBy(engine::start)
          .isInstanceOf(EmbeddedStartException.class)
          .hasMessageContaining("port " + taken.getLocalPort() + " on 127.0.0.1 is taken");
    }
  }

  @Test
  void saysThatALibraryIsNotOne() throws Exception {
    Path library = Files.writeString(directory.resolve("libchdb.so"), "not a library");
    EmbeddedClickHouseConfig config = TestEngine.config(directory);
    ClickHouseEngineConfig broken =
        new ClickHouseEngineConfig(
            library, directory.resolve("engine"), 0, config.engine().limits());
    EmbeddedClickHouse engine =
        new EmbeddedClickHouse(
            new EmbeddedClickHouseConfig(
                broken, config.timeZone(), config.startTimeout(), config.closeTimeout()));
    assertThatThrownBy(engine::start)
        .isInstanceOf(EmbeddedStartException.class)
        .hasMessageContaining(library.toString());
  }

  /** The parent here is a JVM that only starts the engine, and is killed. */
  @Test
  void endsWithItsParent() throws Exception {
    Process parent = ChildJvm.start(EngineParent.class, directory.toString());
    try {
      long pid = Long.parseLong(ChildJvm.awaitLine(parent, EngineParent.CHILD));
      ProcessHandle child = ProcessHandle.of(pid).orElseThrow();
      assertThat(child.isAlive()).isTrue();
      parent.destroyForcibly();
      assertThat(parent.waitFor(20, TimeUnit.SECONDS)).isTrue();
      await().atMost(Duration.ofSeconds(20)).until(() -> !child.isAlive());
    } finally {
      parent.destroyForcibly();
    }
  }
}

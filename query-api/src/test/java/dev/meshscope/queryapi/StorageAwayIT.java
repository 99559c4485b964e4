package dev.meshscope.queryapi;

import static dev.meshscope.queryapi.SmallMesh.CART;
import static dev.meshscope.queryapi.SmallMesh.PAY;
import static dev.meshscope.queryapi.SmallMesh.PAY_V1;
import static dev.meshscope.queryapi.SmallMesh.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshscope.embedded.EmbeddedClickHouse;
import dev.meshscope.embedded.EmbeddedClickHouseConfig;
import dev.meshscope.model.Reporter;
import dev.meshscope.queryapi.RunningApi.Answer;
import dev.meshscope.storage.ClickHouseConfig;
import dev.meshscope.storage.read.ReadLimits;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients are told while the storage is away, slow, busy or refuses, and after it is back. */
@ExtendWith(SharedEngine.class)
@Tag("engine")
final class StorageAwayIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final ReadLimits USUAL = ReadLimits.defaults();

  @Test
  void storageThatIsKilledAndComesBackIsToldAsSuch(@TempDir Path directory) throws Exception {
    EmbeddedClickHouse first = engine(directory, 0);
    first.start();
    ClickHouseConfig database = ClickHouseConfig.at(URI.create(first.url()));
    try (StoredTraffic traffic = new StoredTraffic(database)) {
      traffic.add(
          SmallMesh.reports(
              Reporter.SOURCE, key(CART, PAY_V1, PAY), Instant.now().minusSeconds(60), 3));
    }
    try (RunningApi api = RunningApi.on(database)) {
      awaitStatus(api, "/readyz", 200);
      assertThat(requests(api)).isEqualTo(3);

      assertThat(first.process().destroyForcibly()).isTrue();
      first.process().onExit().join();
      for (String path :
          List.of(
              "/api/v1/topology",
              "/api/v1/services",
              "/api/v1/services/shop/pay",
              "/api/v1/services/shop/pay/golden-signals",
              "/api/v1/edges/waaaaaaaaaaaaaaaaaaaaaaaaaa/golden-signals")) {
        assertProblem(api.get(path), 503, "storage-away");
        assertThat(api.get(path).header("Retry-After")).isEqualTo("2");
      }
      awaitStatus(api, "/readyz", 503);
      assertThat(api.get("/readyz?verbose").text()).contains("[-] storage: does not answer");
      assertThat(api.get("/livez").status()).isEqualTo(200);
      assertThat(api.get("/metrics").text())
          .contains("meshscope_query_api_request_duration_seconds", "status=\"503\"");

      first.close();
      try (EmbeddedClickHouse second = engine(directory, database.url().getPort())) {
        second.start();
        assertThat(requests(api)).isEqualTo(3);
        awaitStatus(api, "/readyz", 200);
      }
    } finally {
      first.close();
    }
  }

  @Test
  void storageWithoutTablesIsAway(ClickHouseConfig config) throws Exception {
    try (RunningApi api = RunningApi.on(config.withDatabase("never_made"))) {
      assertProblem(api.get("/api/v1/topology"), 503, "storage-away");
      assertThat(api.get("/readyz").status()).isEqualTo(503);
    }
  }

  @Test
  void storageThatNeverAnswersTimesOut() throws Exception {
    ReadLimits impatient =
        new ReadLimits(
            Duration.ofMillis(100),
            USUAL.scannedRowsMax(),
            USUAL.rowsMax(),
            USUAL.memoryMax(),
            1,
            Duration.ZERO);
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      ClickHouseConfig config =
          ClickHouseConfig.at(URI.create("http://127.0.0.1:" + silent.getLocalPort()));
      QueryApiConfig one = RunningApi.config(config, impatient);
      try (RunningApi api = new RunningApi(one, InstantSource.system())) {
        // The one connection is in use, by this request or by the watch: the other is refused.
        CompletableFuture<Answer> slow =
            CompletableFuture.supplyAsync(() -> untilNotBusy(api, "/api/v1/topology"));
        await()
            .atMost(PATIENCE)
            .until(
                () -> api.get("/api/v1/topology").json().get("type").asString().endsWith("busy"));
        Answer answer = slow.join();
        assertProblem(answer, 504, "storage-timed-out");
      }
    }
  }

  @Test
  void storageThatIsBusySaysWhenToComeAgain() throws Exception {
    ReadLimits narrow =
        new ReadLimits(
            Duration.ofSeconds(5),
            USUAL.scannedRowsMax(),
            USUAL.rowsMax(),
            USUAL.memoryMax(),
            1,
            Duration.ZERO);
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      ClickHouseConfig config =
          ClickHouseConfig.at(URI.create("http://127.0.0.1:" + silent.getLocalPort()));
      try (RunningApi api =
          new RunningApi(RunningApi.config(config, narrow), InstantSource.system())) {
        // The watch holds the only connection.
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertProblem(api.get("/api/v1/services"), 503, "busy"));
        assertThat(api.get("/api/v1/services").header("Retry-After")).isEqualTo("2");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"scanned", "groups"})
  void answersBeyondALimitAreTooBig(String limit, ClickHouseConfig config) throws Exception {
    ClickHouseConfig database = config.withDatabase("too_big");
    try (StoredTraffic traffic = new StoredTraffic(database)) {
      traffic.add(
          new DrawnTraffic(5, Instant.now().minusSeconds(900), Duration.ofMinutes(10)).reports());
    }
    ReadLimits narrow =
        new ReadLimits(
            USUAL.timeout(),
            limit.equals("scanned") ? 1_000 : USUAL.scannedRowsMax(),
            limit.equals("groups") ? 100 : USUAL.rowsMax(),
            USUAL.memoryMax(),
            USUAL.concurrentMax(),
            USUAL.queueTimeout());
    try (RunningApi api =
        new RunningApi(RunningApi.config(database, narrow), InstantSource.system())) {
      assertProblem(api.get("/api/v1/topology?class=all&from=now-1h"), 422, "answer-too-big");
      awaitStatus(api, "/readyz", 200);
    }
  }

  @Test
  void storageThatRefusesAStatementIsAnInternalProblem(ClickHouseConfig config) throws Exception {
    ClickHouseConfig database = config.withDatabase("changed");
    try (StoredTraffic traffic = new StoredTraffic(database)) {
      traffic.execute("ALTER TABLE progress DROP COLUMN waiting");
    }
    try (RunningApi api = RunningApi.on(database)) {
      assertProblem(api.get("/api/v1/topology"), 500, "internal");
    }
  }

  private static EmbeddedClickHouse engine(Path directory, int port) {
    Path root = Path.of(System.getProperty("meshscope.root"));
    return new EmbeddedClickHouse(EmbeddedClickHouseConfig.of(root, directory, port));
  }

  private static Answer untilNotBusy(RunningApi api, String path) {
    Answer answer = api.get(path);
    while (answer.json().get("type").asString().endsWith("busy")) {
      answer = api.get(path);
    }
    return answer;
  }

  private static long requests(RunningApi api) {
    return api.json("/api/v1/topology").get("edges").get(0).get("requests").asLong();
  }

  private static void awaitStatus(RunningApi api, String path, int status) {
    await().atMost(PATIENCE).until(() -> api.get(path).status() == status);
  }

  private static void assertProblem(Answer answer, int status, String type) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.json().get("type").asString()).isEqualTo("/problems/" + type);
    assertThat(answer.text()).doesNotContain("127.0.0.1", "Exception", "SELECT");
  }
}

package dev.meshscope.queryapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.runtime.config.DataSize;
import dev.meshscope.storage.ClickHouseConfig;
import dev.meshscope.storage.read.ReadLimits;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** A mesh of 2000 edges, seen from both sides in every window of a quarter of an hour. */
@ExtendWith(SharedEngine.class)
@Tag("engine")
final class BigGraphIT {
  private static final int EDGES = 2_000;
  private static final int WINDOWS = 90;
  private static final int REQUESTS_PER_ROW = 62;
  private static final int ROUNDS = 5;

  /** Rows of one reporter; 30 latency buckets each. */
  private static final String INSERT =
      """
      INSERT INTO edges_10s SETTINGS insert_deduplicate = 0, async_insert = 0
      SELECT 'default', concat('ns', toString(e % 20)), concat('ns', toString(e % 20)),
        concat('svc', toString(e)), toDateTime(<from>, 'UTC') + 10 * w, 'c1',
        concat('ns', toString(e % 17)), concat('wl', toString(intDiv(e, 7))), 'v1',
        concat('wl', toString(intDiv(e, 7))), 'workload', 'c1', concat('dst', toString(e)), 'v1',
        concat('svc', toString(e)), 'workload', 'http', 'live', '', '', '<reporter>',
        9080, '', '', '', '', 'unknown', 7, 100, 62, 62, 0, 1000, 20000, now64(6), now64(6),
        map(toUInt32(200 * 1024 + 31 * 32), toUInt64(60),
          toUInt32(503 * 1024 + 31 * 32 + 4), toUInt64(2)),
        map(),
        CAST((arrayMap(i -> toUInt16(400 + ((i * 7 + e + w) % 60)), range(30)),
          arrayMap(i -> toUInt64(2), range(30))), 'Map(UInt16, UInt64)'),
        map(toUInt16(500), toUInt64(2))
      FROM (SELECT toUInt32(number % 2000) e, toUInt32(intDiv(number, 2000)) w
        FROM numbers(180000))
      """;

  /** The one of the listed edges that a question about a service needs. */
  private static final String INSERT_EDGE =
      """
      INSERT INTO edges (id, tenant, grouping, service_namespace, service_name)
      VALUES ('sone', 'default', 'service', 'ns3', 'svc3')
      """;

  @Test
  void isAnsweredWhole(ClickHouseConfig database) throws Exception {
    Instant from = Instant.ofEpochSecond(Instant.now().getEpochSecond() / 3_600 * 3_600 - 3_600);
    try (StoredTraffic traffic = new StoredTraffic(database)) {
      for (String reporter : List.of("source", "destination")) {
        traffic.execute(
            INSERT
                .replace("<from>", Long.toString(from.getEpochSecond()))
                .replace("<reporter>", reporter));
      }
      traffic.execute(INSERT_EDGE);
    }
    String range = "?from=" + from + "&to=" + from.plus(Duration.ofMinutes(15));
    try (RunningApi api = RunningApi.on(database)) {
      for (String path :
          List.of(
              "/api/v1/topology" + range,
              "/api/v1/topology" + range + "&groupBy=service",
              "/api/v1/topology" + range + "&namespace=ns3",
              "/api/v1/topology" + range + "&reporter=source",
              "/api/v1/services" + range,
              "/api/v1/services/ns3/svc3/golden-signals" + range)) {
        System.out.println(path.replaceAll("from=[^&]*&to=[^&]*", "15 min") + timed(api, path));
      }
      JsonNode answer = api.json("/api/v1/topology" + range);
      assertThat(answer.get("edges").size()).isEqualTo(EDGES);
      for (JsonNode edge : answer.get("edges")) {
        assertThat(edge.get("requests").asLong()).isEqualTo((long) WINDOWS * REQUESTS_PER_ROW);
        assertThat(edge.get("requestsByDestination").asLong())
            .isEqualTo((long) WINDOWS * REQUESTS_PER_ROW);
      }
    }
    assertThatMemoryIsBounded(database, "/api/v1/topology" + range);
  }

  private static void assertThatMemoryIsBounded(ClickHouseConfig database, String path)
      throws Exception {
    ReadLimits usual = ReadLimits.defaults();
    ReadLimits narrow =
        new ReadLimits(
            usual.timeout(),
            usual.scannedRowsMax(),
            usual.rowsMax(),
            DataSize.ofMebibytes(16),
            usual.concurrentMax(),
            usual.queueTimeout());
    try (RunningApi api =
        new RunningApi(RunningApi.config(database, narrow), InstantSource.system())) {
      RunningApi.Answer answer = api.get(path);
      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.json().get("type").asString()).isEqualTo("/problems/answer-too-big");
    }
  }

  private static String timed(RunningApi api, String path) {
    StringBuilder times = new StringBuilder(": ");
    int bytes = 0;
    for (int i = 0; i < ROUNDS; i++) {
      long begin = System.nanoTime();
      RunningApi.Answer answer = api.get(path);
      assertThat(answer.status()).as(path).isEqualTo(200);
      bytes = answer.response().body().length;
      times.append(Duration.ofNanos(System.nanoTime() - begin).toMillis()).append(' ');
    }
    return times + "ms, " + bytes + " bytes";
  }
}

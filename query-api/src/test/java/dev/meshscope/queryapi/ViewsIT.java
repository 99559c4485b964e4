package dev.meshscope.queryapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.Cause;
import dev.meshscope.model.ReporterEvent;
import dev.meshscope.storage.ClickHouseConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The views that dashboards read give every number that the API gives. */
@ExtendWith(SharedEngine.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("engine")
final class ViewsIT {
  private static final long SEED = 51;
  private static final Duration LENGTH = Duration.ofMinutes(20);

  /** What tells the edges of workloads apart. */
  private static final String EDGE =
      """
      tenant, source_cluster, source_namespace, source_workload, destination_cluster,
      destination_namespace, destination_workload, service_namespace, service_name, protocol,
      traffic_class, entry, exit\
      """;

  private static final String SIGNALS =
      """
      sumIf(requests, <counts>), sumIf(errors, <counts>),
      sumIf(requests, <counts>) / any(range_seconds),
      sumIf(requests, reporter = 'source'), sumIf(requests, reporter = 'destination'),
      sumIf(attempts, reporter = 'source'), sumMapIf(latency, <counts>) AS buckets,
      arraySum(mapValues(buckets)), meshscopeLatencyMillis(buckets, 50),
      meshscopeLatencyMillis(buckets, 90), meshscopeLatencyMillis(buckets, 95),
      meshscopeLatencyMillis(buckets, 99)\
      """;

  private final Instant start =
      Instant.now().minus(Duration.ofHours(1)).truncatedTo(ChronoUnit.HOURS);
  private StoredViews views;
  private RunningApi api;

  ViewsIT(ClickHouseConfig database) {
    views = new StoredViews(database);
  }

  @BeforeAll
  void store(ClickHouseConfig database) throws Exception {
    try (StoredTraffic traffic = new StoredTraffic(database)) {
      traffic.add(new DrawnTraffic(SEED, start, LENGTH).reports());
      // A row of one tenant leaves out no row of another.
      traffic.add("other", new DrawnTraffic(SEED + 1, start, LENGTH).reports());
      // A waypoint by its node id, although it reports like a sidecar.
      traffic.addEvents(
          List.of(
              new ReporterEvent(
                  StoredTraffic.TENANT,
                  "waypoint~10.0.0.9~cart-v1.shop~shop",
                  "one",
                  ReporterEvent.Kind.ALIVE,
                  start.toEpochMilli() * 1_000,
                  DrawnTraffic.workload("east", "shop", "cart-v1", "v1"))));
    }
    views = new StoredViews(database);
    api = RunningApi.on(database);
  }

  @AfterAll
  void close() {
    api.close();
  }

  /** How long before the traffic a range begins: so far that its windows are longer. */
  static Stream<Duration> beginnings() {
    return Stream.of(Duration.ofMinutes(-2), Duration.ofHours(8), Duration.ofDays(8));
  }

  @ParameterizedTest
  @MethodSource("beginnings")
  void edgesAreThoseOfTheApi(Duration before) throws Exception {
    Instant from = start.minus(before);
    Instant to = start.plus(Duration.ofHours(1));
    for (String view : List.of("best", "source", "destination", "waypoint")) {
      JsonNode answer =
          api.json(
              "/api/v1/topology?class=all&from=%s&to=%s&reporter=%s".formatted(from, to, view));
      String counts = view.equals("best") ? "counts" : "reporter = '" + view + "'";
      String listed = view.equals("best") ? "1" : "countIf(reporter = '" + view + "') > 0";
      List<List<String>> rows =
          views.rows(
              "SELECT %s FROM %s WHERE tenant = 'default' GROUP BY %s HAVING %s"
                  .formatted(
                      SIGNALS.replace("<counts>", counts),
                      StoredViews.traffic(from, to, 60),
                      EDGE,
                      listed));
      assertThat(rows.stream().map(ViewsIT::told))
          .as("%s from %s on", view, from)
          .containsExactlyInAnyOrderElementsOf(
              answer.get("edges").valueStream().map(ViewsIT::expected).toList());
      assertThat(rows).hasSizeGreaterThan(view.equals("waypoint") ? 20 : 100);
    }
  }

  /** A row without its buckets. */
  private static String told(List<String> row) {
    return String.join(
        " ",
        Stream.concat(row.stream().limit(6), row.stream().skip(7)).map(ViewsIT::plain).toList());
  }

  private static String expected(JsonNode edge) {
    JsonNode latency = edge.path("latency");
    return String.join(
        " ",
        Stream.of(
                edge.path("requests"),
                edge.path("errors"),
                edge.path("requestsPerSecond"),
                edge.path("requestsBySource"),
                edge.path("requestsByDestination"),
                edge.path("attempts"),
                latency.path("count"),
                latency.path("p50Millis"),
                latency.path("p90Millis"),
                latency.path("p95Millis"),
                latency.path("p99Millis"))
            .map(number -> plain(number.isMissingNode() ? "0" : number.asString()))
            .toList());
  }

  /**
   * What is absent in an answer is 0 or null in SQL. Libraries differ in the last digit of a power.
   */
  private static String plain(String number) {
    double value = number.equals("null") ? 0 : Double.parseDouble(number);
    return String.format(Locale.ROOT, "%.10e", value);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 60, 240})
  void stepsAreThoseOfTheApi(int step) throws Exception {
    Instant to = start.plus(LENGTH);
    JsonNode answer =
        api.json(
            "/api/v1/services/bank/ledger/golden-signals?class=all&from=%s&to=%s&step=%ds"
                .formatted(start, to, step));
    List<String> points =
        answer
            .get("points")
            .valueStream()
            .filter(point -> point.get("requests").asLong() > 0)
            .map(point ->
                "%s %s %s"
                    .formatted(
                        Instant.parse(point.get("at").asString()).getEpochSecond(),
                        point.get("requestsPerSecond").asDouble(),
                        point.get("errors").asLong()))
            .toList();
    List<String> told =
        views
            .rows(
                """
                SELECT toUnixTimestamp(time), sum(requests) / any(step_seconds), sum(errors)
                FROM %s
                WHERE tenant = 'default' AND service = 'bank/ledger' AND counts
                GROUP BY time
                ORDER BY time
                """
                    .formatted(StoredViews.traffic(start, to, step)))
            .stream()
            .map(row -> row.get(0) + " " + Double.parseDouble(row.get(1)) + " " + row.get(2))
            .toList();
    assertThat(told).isEqualTo(points).isNotEmpty();
  }

  @Test
  void stepsAreWholeWindows() throws Exception {
    Instant to = start.plus(LENGTH);
    for (int asked : new int[] {0, 1, 15, 59}) {
      String lengths =
          "SELECT DISTINCT step_seconds FROM "
              + StoredViews.traffic(start, to, asked)
              + " WHERE time > toDateTime(%d) AND time < toDateTime(%d)"
                  .formatted(start.getEpochSecond(), to.getEpochSecond() - 120);
      int whole = Math.max(1, Math.ceilDiv(asked, 10)) * 10;
      assertThat(views.rows(lengths)).containsExactly(List.of(Integer.toString(whole)));
    }
  }

  @Test
  void causesAreCalledAsInAnswers() throws Exception {
    assertThat(
            views.rows("SELECT meshscopeCause(number) FROM numbers(17)").stream()
                .map(List::getFirst))
        .containsExactlyElementsOf(Arrays.stream(Cause.values()).map(Cause::text).toList());
  }

  @ParameterizedTest
  @MethodSource("beginnings")
  void readsOnlyTheWindowsThatAnswer(Duration before) throws Exception {
    Instant from = start.minus(before);
    Instant to = start.plus(Duration.ofHours(1));
    JsonNode range = api.json("/api/v1/topology?from=%s&to=%s".formatted(from, to)).get("range");
    List<String> read =
        views
            .rows(
                "SELECT table FROM (EXPLAIN ESTIMATE SELECT sum(requests) FROM %s) WHERE rows > 0"
                    .formatted(StoredViews.traffic(from, to, 60)))
            .stream()
            .map(List::getFirst)
            .toList();
    assertThat(read).containsExactly("edges_" + range.get("resolution").asString());
  }
}

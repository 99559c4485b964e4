package dev.meshscope.queryapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.EdgeIds;
import dev.meshscope.model.EdgeSeries;
import dev.meshscope.model.Grouping;
import dev.meshscope.model.NodeKind;
import dev.meshscope.model.ServiceName;
import dev.meshscope.model.TrafficClass;
import dev.meshscope.model.Workload;
import dev.meshscope.storage.ClickHouseConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Every number of every point of every series is that of the model, and services likewise. */
@ExtendWith(SharedEngine.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("engine")
final class SignalsIT {
  private static final long SEED = 77;
  private static final int SECONDS = 1200;
  private static final Duration LENGTH = Duration.ofSeconds(SECONDS);
  private static final Set<TrafficClass> LIVE = EnumSet.of(TrafficClass.LIVE);
  private static final Set<TrafficClass> ALL = EnumSet.allOf(TrafficClass.class);

  private final Instant from =
      Instant.now().minus(Duration.ofHours(1)).truncatedTo(ChronoUnit.HOURS);
  private final Instant to = from.plus(LENGTH);
  private final Instant now = to.plus(Duration.ofMinutes(1));
  private List<Report> reports = List.of();
  private RunningApi api;

  @BeforeAll
  void store(ClickHouseConfig database) throws Exception {
    reports = new DrawnTraffic(SEED, from, LENGTH).reports();
    try (StoredTraffic traffic = new StoredTraffic(database)) {
      traffic.add(reports);
    }
    api = new RunningApi(RunningApi.config(database), InstantSource.fixed(now));
  }

  @AfterAll
  void close() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource({
    "shop/cart, best, 1m, 60",
    "shop/cart, source, 30s, 30",
    "shop/pay, destination, 10s, 10",
    "shop/pay, waypoint, 5m, 300",
    "alias/ledger, best, 7m, 420",
    "-/service-entry.example.com, best, 1h, 3600"
  })
  void everyPointOfAServiceIsThatOfTheModel(String path, String view, String step, int seconds) {
    String[] parts = path.split("/", 2);
    ServiceName service = new ServiceName(parts[0].equals("-") ? "" : parts[0], parts[1]);
    JsonNode answer =
        api.json(
            "/api/v1/services/%s/golden-signals?from=%s&to=%s&step=%s&reporter=%s"
                .formatted(path, from, to, step, view));
    assertThat(answer.get("step").asString()).isEqualTo(step);
    assertThat(answer.get("service").get("name").asString()).isEqualTo(service.name());
    assertThat(answer.get("service").path("namespace").asString("")).isEqualTo(service.namespace());
    check(answer, LIVE, view, series -> series.key().service().equals(service), seconds);
  }

  @ParameterizedTest
  @EnumSource(Grouping.class)
  void everyPointOfEveryEdgeIsThatOfTheModel(Grouping grouping) {
    Map<String, EdgeSeries> ids = new LinkedHashMap<>();
    for (Report report : reports) {
      ids.put(id(report.series(), grouping), report.series());
    }
    // A dozen of each grouping; the order is that of the seed.
    for (String id : ids.keySet().stream().limit(12).toList()) {
      JsonNode answer =
          api.json("/api/v1/edges/%s/golden-signals?from=%s&to=%s&step=4m".formatted(id, from, to));
      assertThat(answer.get("edge").get("id").asString()).isEqualTo(id);
      assertThat(answer.get("edge").get("groupBy").asString()).isEqualTo(grouping.text());
      check(answer, ALL, "best", series -> id(series, grouping).equals(id), 240);
    }
  }

  @Test
  void edgeSeriesTakesFilters() {
    EdgeSeries series = reports.getFirst().series();
    String id = id(series, Grouping.CLUSTER);
    JsonNode answer =
        api.json(
            "/api/v1/edges/%s/golden-signals?from=%s&to=%s&step=4m&subset=v1&namespace=shop"
                .formatted(id, from, to));
    check(
        answer,
        ALL,
        "best",
        one ->
            id(one, Grouping.CLUSTER).equals(id)
                && one.details().subset().equals("v1")
                && ExpectedTraffic.namespaces(one).contains("shop"),
        240);
  }

  @Test
  void stepsAreUsualLengthsUnlessAsked() {
    JsonNode answer =
        api.json("/api/v1/services/shop/cart/golden-signals?from=%s&to=%s".formatted(from, to));
    assertThat(answer.get("step").asString()).isEqualTo("10s");
    check(answer, LIVE, "best", series -> series.key().service().name().equals("cart"), 10);
  }

  @Test
  void pointsThatHaveNotBegunAreLeftOut() {
    JsonNode answer =
        api.json(
            "/api/v1/services/shop/cart/golden-signals?from=%s&to=%s&step=1m"
                .formatted(from, now.plus(Duration.ofMinutes(9))));
    JsonNode points = answer.get("points");
    assertThat(points.size()).isEqualTo(21);
    JsonNode last = points.get(20);
    assertThat(last.get("at").asString()).isEqualTo(now.minusSeconds(60).toString());
    assertThat(last.get("requests").asLong()).isZero();
    assertThat(last.has("errorRatio")).isFalse();
    assertThat(last.has("latency")).isFalse();
  }

  @Test
  void servicesAreThoseCalledInTheMesh() {
    JsonNode answer = api.json("/api/v1/services?from=%s&to=%s".formatted(from, to));
    Map<String, List<Report>> expected = new HashMap<>();
    var traffic = new ExpectedTraffic(reports, from, to, LIVE);
    for (Report report : traffic.matching(SignalsIT::isServiceOfTheMesh)) {
      if (traffic.counts(report, "best")) {
        ServiceName name = report.series().key().service();
        expected
            .computeIfAbsent(name.namespace() + "/" + name.name(), absent -> new ArrayList<>())
            .add(report);
      }
    }
    Set<String> told = new HashSet<>();
    for (JsonNode service : answer.get("services")) {
      String name = service.path("namespace").asString("") + "/" + service.get("name").asString();
      told.add(name);
      ExpectedSignals signals = new ExpectedSignals(expected.getOrDefault(name, List.of()));
      signals.check(service.get("signals"), SECONDS);
      signals.checkParts(service.get("signals"), SECONDS);
    }
    assertThat(told).isEqualTo(expected.keySet());
  }

  @Test
  void serviceTellsItsVersionsCallersAndCallees() {
    JsonNode answer = api.json("/api/v1/services/shop/cart?from=%s&to=%s".formatted(from, to));
    ServiceName cart = new ServiceName("shop", "cart");
    var traffic = new ExpectedTraffic(reports, from, to, LIVE);
    List<Report> counted =
        traffic.matching(any -> true).stream()
            .filter(report -> traffic.counts(report, "best"))
            .toList();
    List<Report> to =
        counted.stream().filter(report -> report.series().key().service().equals(cart)).toList();
    new ExpectedSignals(to).check(answer.get("service").get("signals"), SECONDS);
    assertThat(sums(answer.get("versions"), "cluster", "workload", "version"))
        .isEqualTo(
            sums(
                to,
                report -> {
                  Workload end = report.series().key().destination();
                  return end.cluster() + "/" + end.name() + "/" + end.version();
                }));
    assertThat(sums(answer.get("callers"), "namespace", "name"))
        .isEqualTo(sums(to, report -> caller(report.series().key().source())));
    List<Report> by =
        counted.stream()
            .filter(report -> caller(report.series().key().source()).equals("shop/cart"))
            .toList();
    assertThat(sums(answer.get("callees"), "namespace", "name"))
        .isEqualTo(sums(by, report -> callee(report.series().key().service())));
  }

  private void check(
      JsonNode answer,
      Set<TrafficClass> classes,
      String view,
      Predicate<EdgeSeries> filter,
      int stepSeconds) {
    var expected = new ExpectedTraffic(reports, from, to, classes);
    List<Report> counted =
        expected.matching(filter).stream().filter(report -> expected.counts(report, view)).toList();
    new ExpectedSignals(counted).check(answer.get("total"), SECONDS);
    new ExpectedSignals(counted).checkParts(answer.get("total"), SECONDS);
    assertThat(answer.get("points").size()).isEqualTo(Math.ceilDiv(SECONDS, stepSeconds));
    Instant start = from;
    for (JsonNode point : answer.get("points")) {
      Instant next = start.plusSeconds(stepSeconds);
      Instant end = next.isBefore(to) ? next : to;
      long first = start.getEpochSecond() * 1_000_000;
      long behind = end.getEpochSecond() * 1_000_000;
      ExpectedSignals signals =
          new ExpectedSignals(
              counted.stream()
                  .filter(report -> report.endMicros() >= first && report.endMicros() < behind)
                  .toList());
      assertThat(point.get("at").asString()).isEqualTo(start.toString());
      double seconds = Duration.between(start, end).toSeconds();
      signals.check(point, seconds);
      signals.checkParts(point, seconds);
      start = next;
    }
  }

  private static String id(EdgeSeries series, Grouping grouping) {
    return EdgeIds.edge(StoredTraffic.TENANT, series.key(), grouping);
  }

  private static boolean isServiceOfTheMesh(EdgeSeries series) {
    return !series.key().service().name().isEmpty()
        && series.key().destination().kind() != NodeKind.EXTERNAL;
  }

  private static String caller(Workload source) {
    String name = source.serviceOrName();
    return source.namespace() + "/" + (name.isEmpty() ? "unknown" : name);
  }

  private static String callee(ServiceName service) {
    return service.namespace() + "/" + (service.name().isEmpty() ? "unknown" : service.name());
  }

  private static Map<String, Long> sums(List<Report> reports, Function<Report, String> name) {
    Map<String, Long> sums = new HashMap<>();
    reports.forEach(report -> sums.merge(name.apply(report), 1L, Long::sum));
    return sums;
  }

  private static Map<String, Long> sums(JsonNode items, String... members) {
    Map<String, Long> sums = new HashMap<>();
    for (JsonNode item : items) {
      List<String> name =
          Arrays.stream(members).map(member -> item.path(member).asString("")).toList();
      sums.merge(String.join("/", name), item.get("requests").asLong(), Long::sum);
    }
    return sums;
  }
}

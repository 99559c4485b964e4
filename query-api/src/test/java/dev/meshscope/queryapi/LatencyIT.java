package dev.meshscope.queryapi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.EdgeIds;
import dev.meshscope.model.Grouping;
import dev.meshscope.model.RequestColumns;
import dev.meshscope.model.TrafficClass;
import dev.meshscope.storage.ClickHouseConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Every band of every point of a latency distribution counts what the model counts. */
@ExtendWith(SharedEngine.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("engine")
final class LatencyIT {
  private static final long SEED = 78;
  private static final Duration LENGTH = Duration.ofMinutes(20);
  private static final int STEP_SECONDS = 240;
  private static final int EDGES = 12;

  private final Instant from =
      Instant.now().minus(Duration.ofHours(1)).truncatedTo(ChronoUnit.HOURS);
  private final Instant to = from.plus(LENGTH);
  private List<Report> reports = List.of();
  private RunningApi api;

  @BeforeAll
  void store(ClickHouseConfig database) throws Exception {
    reports = new DrawnTraffic(SEED, from, LENGTH).reports();
    try (StoredTraffic traffic = new StoredTraffic(database)) {
      traffic.add(reports);
    }
    api = RunningApi.on(database);
  }

  @AfterAll
  void close() {
    api.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 40, 400})
  void everyBandCountsWhatTheModelCounts(int bands) {
    for (String id : ids()) {
      JsonNode answer = ask(id, "&step=4m&bands=" + bands);
      List<Report> counted = counted(id);
      assertThat(answer.get("bands").size()).isLessThanOrEqualTo(bands);
      check(answer, answer.get("total"), counted);
      assertThat(answer.get("points").size()).isEqualTo(LENGTH.toSeconds() / STEP_SECONDS);
      Instant start = from;
      for (JsonNode point : answer.get("points")) {
        assertThat(point.get("at").asString()).isEqualTo(start.toString());
        check(answer, point, between(counted, start, start.plusSeconds(STEP_SECONDS)));
        start = start.plusSeconds(STEP_SECONDS);
      }
    }
  }

  @Test
  void bandsTouchEachOther() {
    JsonNode bands = ask(ids().iterator().next(), "&bands=40").get("bands");
    assertThat(bands.size()).isGreaterThan(20);
    for (int band = 1; band < bands.size(); band++) {
      assertThat(bands.get(band).get("aboveMillis").asDouble())
          .isEqualTo(bands.get(band - 1).get("throughMillis").asDouble());
    }
  }

  @Test
  void edgeWithoutSamplesHasNoBands() {
    String id = ids().iterator().next();
    Instant before = from.minus(Duration.ofMinutes(30));
    JsonNode answer =
        api.json(
            "/api/v1/edges/%s/latency?from=%s&to=%s"
                .formatted(id, before, before.plusSeconds(600)));
    assertThat(answer.get("bands").size()).isZero();
    assertThat(answer.get("total").get("counts").size()).isZero();
    assertThat(answer.get("total").has("latency")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "401", "-1", "many", "1.5", "99999999999"})
  void saysHowManyBandsThereMayBe(String bands) {
    RunningApi.Answer answer =
        api.get("/api/v1/edges/%s/latency?bands=%s".formatted(ids().iterator().next(), bands));
    assertThat(answer.status()).isEqualTo(400);
    JsonNode error = answer.json().get("errors").get(0);
    assertThat(error.get("parameter").asString()).isEqualTo("bands");
    assertThat(error.get("detail").asString()).contains("from 1 to 400");
  }

  private JsonNode ask(String id, String more) {
    return api.json("/api/v1/edges/%s/latency?from=%s&to=%s%s".formatted(id, from, to, more));
  }

  private Set<String> ids() {
    return reports.stream()
        .map(LatencyIT::id)
        .distinct()
        .limit(EDGES)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private List<Report> counted(String id) {
    var expected = new ExpectedTraffic(reports, from, to, EnumSet.allOf(TrafficClass.class));
    return expected
        .matching(series ->
            EdgeIds.edge(StoredTraffic.TENANT, series.key(), Grouping.WORKLOAD).equals(id))
        .stream()
        .filter(report -> expected.counts(report, "best"))
        .filter(report -> report.durationNanos() != RequestColumns.NO_DURATION)
        .toList();
  }

  private static List<Report> between(List<Report> reports, Instant start, Instant end) {
    return reports.stream()
        .filter(report -> report.endMicros() >= start.getEpochSecond() * 1_000_000)
        .filter(report -> report.endMicros() < end.getEpochSecond() * 1_000_000)
        .toList();
  }

  private static void check(JsonNode answer, JsonNode point, List<Report> expected) {
    new ExpectedSignals(expected).checkLatency(point.path("latency"));
    List<Long> counts = point.get("counts").valueStream().map(JsonNode::asLong).toList();
    if (expected.isEmpty()) {
      assertThat(counts).isEmpty();
      return;
    }
    List<Long> model = new ArrayList<>();
    for (JsonNode band : answer.get("bands")) {
      long above = nanos(band.get("aboveMillis").asDouble());
      long through = nanos(band.path("throughMillis").asDouble(Long.MAX_VALUE / 1e6));
      boolean isFirst = above == 0;
      model.add(
          expected.stream()
              .filter(report -> report.durationNanos() > above || isFirst)
              .filter(report -> report.durationNanos() <= through)
              .count());
    }
    assertThat(counts).isEqualTo(model);
  }

  private static long nanos(double millis) {
    return Math.round(millis * 1e6);
  }

  private static String id(Report report) {
    return EdgeIds.edge(StoredTraffic.TENANT, report.series().key(), Grouping.WORKLOAD);
  }
}

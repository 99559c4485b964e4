package dev.meshscope.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.meshscope.model.Reporter;
import dev.meshscope.model.TrafficClass;
import dev.meshscope.standalone.TopologyAnswer.EdgeAnswer;
import dev.meshscope.testkit.mesh.Collector;
import dev.meshscope.testkit.simulate.Simulation;
import dev.meshscope.testkit.simulate.SimulationConfig;
import dev.meshscope.testkit.simulate.SimulationLoad;
import dev.meshscope.testkit.simulate.SimulationReport;
import dev.meshscope.testkit.simulate.TrafficKey;
import dev.meshscope.testkit.simulate.TrafficTotals;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.FutureTask;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Simulated reports in front, the REST API behind: exact counts, and quantiles within 1 %. */
@Tag("broker")
@Tag("engine")
class SimulationIT {
  private static final long SEED = 20_261_123;
  private static final int COPIES = 2;
  private static final double RATE = 200;
  private static final Duration LENGTH = Duration.ofSeconds(20);
  private static final double RELATIVE_ERROR = 0.01;

  @TempDir static Path directory;

  private static RunningStandalone standalone;
  private static Simulation simulation;
  private static SimulationReport sent;
  private static Instant from;
  private static final List<Long> lagMillis = new ArrayList<>();

  @BeforeAll
  static void simulate() throws Exception {
    standalone = RunningStandalone.start(directory.resolve("data"), Map.of());
    Collector collector = new Collector("127.0.0.1", standalone.grpcPort());
    simulation =
        new Simulation(SimulationConfig.of(collector, COPIES, SEED), InstantSource.system());
    from = Instant.now().minus(Duration.ofMinutes(1));
    FutureTask<SimulationReport> running =
        new FutureTask<>(() -> simulation.run(SimulationLoad.steady(RATE, LENGTH)));
    Thread.ofVirtual().start(running);
    while (!running.isDone()) {
      Instant asked = Instant.now();
      Instant fresh = standalone.freshThrough();
      if (fresh.isAfter(Instant.EPOCH)) {
        lagMillis.add(Duration.between(fresh, asked).toMillis());
      }
    }
    sent = running.get();
    Instant finished = Instant.now();
    Waiting.until("everything is stored", () -> standalone.freshThrough().isAfter(finished));
  }

  @AfterAll
  static void stop() {
    simulation.close();
    standalone.close();
  }

  @Test
  void receivesEveryReport() {
    assertThat(sent.dropped()).isZero();
    assertThat(standalone.rejected()).isZero();
    assertThat(standalone.received()).isEqualTo(sent.entries());
  }

  @Test
  void countsEveryReportOfEveryReporterAndClass() throws Exception {
    SoftAssertions softly = new SoftAssertions();
    for (Reporter reporter : List.of(Reporter.SOURCE, Reporter.DESTINATION)) {
      for (TrafficClass trafficClass : TrafficClass.values()) {
        Map<String, Map<Integer, Long>> expected = new TreeMap<>();
        simulation.truth().keys().stream()
            .filter(key -> key.reporter() == reporter && key.trafficClass() == trafficClass)
            .forEach(key ->
                totals(key)
                    .codes()
                    .forEach((code, count) ->
                        expected
                            .computeIfAbsent(name(key), ignored -> new TreeMap<>())
                            .merge(code, count, Long::sum)));
        Map<String, Map<Integer, Long>> answered = new TreeMap<>();
        ask(reporter, trafficClass)
            .edges()
            .forEach(edge ->
                edge.responses()
                    .forEach((code, count) ->
                        answered
                            .computeIfAbsent(name(edge), ignored -> new TreeMap<>())
                            .merge(code, count, Long::sum)));
        softly.assertThat(answered).as("%s %s", reporter, trafficClass).isEqualTo(expected);
      }
    }
    softly.assertAll();
  }

  @Test
  void quantilesAreWithinOnePercentOfTheExactOnes() throws Exception {
    assertThat(simulation.truth().hasAllDurations()).isTrue();
    SoftAssertions softly = new SoftAssertions();
    int compared = 0;
    for (EdgeAnswer edge : ask(Reporter.SOURCE, TrafficClass.LIVE).edges()) {
      TrafficTotals exact =
          simulation
              .truth()
              .totals(key ->
                  key.reporter() == Reporter.SOURCE
                      && key.trafficClass() == TrafficClass.LIVE
                      && name(key).equals(name(edge)));
      JsonNode latency = edge.json().path("latency");
      for (int percent : new int[] {50, 90, 99}) {
        double millis = exact.quantileNanos(percent / 100.0) / 1e6;
        softly
            .assertThat(latency.path("p" + percent + "Millis").asDouble())
            .as("%s p%d", name(edge), percent)
            .isCloseTo(millis, within(millis * RELATIVE_ERROR * (1 + 1e-6)));
        compared++;
      }
    }
    softly.assertAll();
    assertThat(compared).isGreaterThan(20);
  }

  @Test
  void everyStageBalances() {
    StageBalance.await(standalone);
  }

  @Test
  void answersStayFresh() {
    List<Long> sorted = lagMillis.stream().sorted().toList();
    assertThat(sorted).isNotEmpty();
    System.getLogger(SimulationIT.class.getName())
        .log(
            System.Logger.Level.INFO,
            () ->
                String.format(
                    Locale.ROOT,
                    "freshness over %d answers: p50 %d ms, p90 %d ms, p99 %d ms, worst %d ms",
                    sorted.size(),
                    quantile(sorted, 0.5),
                    quantile(sorted, 0.9),
                    quantile(sorted, 0.99),
                    sorted.getLast()));
  }

  private static long quantile(List<Long> sorted, double quantile) {
    return sorted.get((int) Math.ceil(quantile * sorted.size()) - 1);
  }

  private static TopologyAnswer ask(Reporter reporter, TrafficClass trafficClass) throws Exception {
    return new TopologyAnswer(
        standalone
            .api()
            .get(
                "/api/v1/topology?from=%s&reporter=%s&class=%s"
                    .formatted(from, reporter.text(), trafficClass.text())));
  }

  private static TrafficTotals totals(TrafficKey one) {
    return simulation.truth().totals(one::equals);
  }

  private static String name(TrafficKey key) {
    return String.join(
        " ",
        key.source().namespace() + "/" + key.source().name(),
        key.destination().namespace() + "/" + key.destination().name(),
        key.service().namespace() + "/" + key.service().name());
  }

  private static String name(EdgeAnswer edge) {
    JsonNode service = edge.json().path("service");
    boolean isService = edge.destination().path("kind").asString().equals("service");
    String destination =
        isService
            ? "/"
            : edge.destination().path("namespace").asString("") + "/" + edge.destinationName();
    return String.join(
        " ",
        edge.source().path("namespace").asString("") + "/" + edge.sourceName(),
        destination,
        service.path("namespace").asString("") + "/" + service.path("name").asString(""));
  }
}

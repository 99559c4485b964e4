package dev.meshscope.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.standalone.TopologyAnswer.EdgeAnswer;
import dev.meshscope.testkit.mesh.GroundTruth;
import dev.meshscope.testkit.mesh.LoadPlan;
import dev.meshscope.testkit.mesh.ReportKind;
import dev.meshscope.testkit.mesh.Scenario;
import dev.meshscope.testkit.mesh.ScenarioMix;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way into a real mesh, through it and out of it: each has its own marks in the graph. */
@Tag("broker")
@Tag("engine")
@Tag("envoy")
class WaysIT {
  private static final long REQUESTS = 6000;
  private static final double RATE = 150;
  private static final long SEED = 20_261_125;

  /** Exits to what no cluster is named after. */
  private static final Set<String> UNDECLARED = Set.of("passthrough", "blackhole");

  @TempDir static Path directory;

  private static MeasuredMesh measured;
  private static GroundTruth truth;

  @BeforeAll
  static void runEveryWay() throws Exception {
    measured =
        MeasuredMesh.run(directory, LoadPlan.count(ScenarioMix.ways(), RATE, REQUESTS, SEED));
    truth = measured.truth();
  }

  @AfterAll
  static void stop() {
    if (measured != null) {
      measured.close();
    }
  }

  @Test
  void everyStageBalances() {
    measured.assertEveryStageBalances();
  }

  @Test
  void thePageOnMonitoringNamesEveryMetric() throws Exception {
    assertThat(measured.metrics().names()).isEqualTo(MonitoringPage.names());
  }

  @Test
  void receivesEveryEntryThatTheProxiesSent() {
    measured.assertEveryEntryWasReceived();
  }

  @Test
  void countsWhatCallersExperiencedAndCalleesServed() throws Exception {
    measured.assertSourceView(edge -> UNDECLARED.contains(edge.exit()));
    measured.assertDestinationView();
  }

  @Test
  void longConnectionsCountOnceAtBothEnds() throws Exception {
    long connections = truth.apps().databaseServed().connections();
    for (String reporter : List.of("source", "destination")) {
      assertThat(
              requests("class=all&reporter=" + reporter, edge -> edge.isTcp() && !isMarked(edge)))
          .as(reporter)
          .containsEntry("ratings-v1 → mysqldb-v1 tcp", connections);
    }
  }

  @Test
  void grpcCallsFailByTheirStatusUnderHttp200() throws Exception {
    long calls = truth.apps().rpcAsked().values().stream().mapToLong(Long::longValue).sum();
    long failed = sent(Scenario.RPC_REFUSED) + sent(Scenario.RPC_FAILED);
    for (String reporter : List.of("source", "destination")) {
      EdgeAnswer edge =
          one(
              "reporter=" + reporter,
              answered -> answered.destinationName().equals("recommendations-v1"));
      assertThat(edge.sourceName()).isEqualTo("productpage-v1");
      assertThat(edge.protocol()).isEqualTo("grpc");
      assertThat(edge.responses()).isEqualTo(Map.of(200, calls));
      assertThat(edge.causes()).isEqualTo(Map.of("upstream-error", failed));
      assertThat(edge.json().path("errors").asLong()).isEqualTo(failed);
      assertThat(edge.json().path("latency").path("count").asLong())
          .as("streams stay out of latency")
          .isEqualTo(calls - sent(Scenario.RPC_STREAM));
    }
  }

  @Test
  void podsOfOtlpCountAsTheirProxiesDo() throws Exception {
    long calls = sent(Scenario.OTLP);
    assertThat(measured.taken(ReportKind.OTLP_LOGS).accepted()).isEqualTo(2 * calls);
    assertThat(
            requests("reporter=source", edge -> edge.sourceName().matches("otlp-logs.*|spans-on.*"))
                .values())
        .containsExactly(calls, calls);
    for (String callee : List.of("otlp-logs-v1", "spans-only-v1")) {
      assertThat(
              TopologyAnswer.sum(
                  measured.ask("reporter=destination").edges().stream()
                      .filter(edge -> edge.destinationName().equals(callee))
                      .toList()))
          .as(callee)
          .isEqualTo(Map.of(200, calls));
    }
  }

  /** Both pods take and make calls by mutual TLS; one of them reports nothing but spans. */
  @Test
  void nothingCountsAsPlaintextForWantOfKnowing() throws Exception {
    Map<String, String> policies = new TreeMap<>();
    for (EdgeAnswer edge : measured.ask("class=live").edges()) {
      String ends = edge.sourceName() + " → " + edge.destinationName();
      if (ends.contains("otlp-logs-v1") || ends.contains("spans-only-v1")) {
        policies.put(ends, edge.json().path("security").path("policy").asString("untold"));
      }
    }
    assertThat(policies)
        .containsEntry("productpage-v1 → otlp-logs-v1", "mutual_tls")
        .containsEntry("otlp-logs-v1 → spans-only-v1", "untold");
    assertThat(policies.values()).doesNotContain("none", "mixed");
  }

  @Test
  void spansOfProxiesWithAccessLogsDoNotCount() {
    MeasuredMesh.Taken spans = measured.taken(ReportKind.OTLP_SPANS);
    assertThat(spans.accepted()).isEqualTo(2 * sent(Scenario.OTLP));
    assertThat(spans.skippedAsLogged())
        .isEqualTo(truth.reported(ReportKind.OTLP_SPANS) - spans.accepted())
        .isPositive();
  }

  @Test
  void plaintextBeforeAStrictSidecarIsDenied() throws Exception {
    long denied = sent(Scenario.DENIED);
    EdgeAnswer callee =
        one(
            "reporter=destination",
            edge -> edge.destinationName().equals("details-v1") && edge.isTcp());
    assertThat(callee.sourceName()).isEqualTo("productpage-v1");
    assertThat(callee.requests()).isEqualTo(denied);
    assertThat(callee.causes()).isEqualTo(Map.of("denied", denied));
    EdgeAnswer caller = one("reporter=source&subset=plaintext", edge -> true);
    assertThat(caller.responses()).isEqualTo(Map.of(503, denied));
    assertThat(caller.causes()).isEqualTo(Map.of("upstream-reset", denied));
  }

  @Test
  void callersWithoutProxyComeInByAnUnknownEntry() throws Exception {
    EdgeAnswer edge = one("reporter=destination", answered -> answered.entry().equals("unknown"));
    assertThat(edge.destinationName()).isEqualTo("productpage-v1");
    assertThat(edge.responses()).isEqualTo(Map.of(200, sent(Scenario.NODE_PORT)));
  }

  @Test
  void usersComeInByTheGateway() throws Exception {
    long direct = sent(Scenario.NODE_PORT) + sent(Scenario.HEALTH_PROBE) + sent(Scenario.SCRAPE);
    EdgeAnswer edge = one("reporter=destination", answered -> answered.entry().equals("gateway"));
    assertThat(edge.destinationName()).isEqualTo("istio-ingressgateway");
    assertThat(edge.requests()).isEqualTo(REQUESTS - direct);
  }

  @Test
  void everyExitIsMarked() throws Exception {
    Map<String, Long> exits = requests("reporter=source", edge -> !edge.exit().isEmpty());
    assertThat(exits)
        .isEqualTo(
            Map.of(
                "istio-egressgateway → books.example.com http egress-gateway",
                sent(Scenario.EGRESS),
                "productpage-v1 → ads.example.org http service-entry",
                sent(Scenario.SERVICE_ENTRY),
                "details-v1 → isbn.example.net http passthrough",
                sent(Scenario.PASSTHROUGH),
                "ratings-v1 → tracker.example.net http blackhole",
                sent(Scenario.BLOCKED),
                "ratings-v1 → 127.20.x.201 tcp blackhole",
                sent(Scenario.BLOCKED_TCP)));
  }

  @Test
  void blockedCallsSayWhy() throws Exception {
    EdgeAnswer request =
        one("reporter=source", edge -> edge.exit().equals("blackhole") && !edge.isTcp());
    assertThat(request.responses()).isEqualTo(Map.of(502, sent(Scenario.BLOCKED)));
    assertThat(request.causes()).isEqualTo(Map.of("no-route", sent(Scenario.BLOCKED)));
    EdgeAnswer connection =
        one("reporter=source", edge -> edge.exit().equals("blackhole") && edge.isTcp());
    assertThat(connection.causes())
        .isEqualTo(Map.of("no-healthy-upstream", sent(Scenario.BLOCKED_TCP)));
  }

  @Test
  void probesAndScrapesStayInTheirClass() throws Exception {
    Map<String, Long> probes = new TreeMap<>();
    measured
        .ask("class=probe")
        .edges()
        .forEach(edge -> probes.merge(edge.destinationName(), edge.requests(), Long::sum));
    assertThat(probes)
        .isEqualTo(
            Map.of(
                "productpage-v1",
                sent(Scenario.HEALTH_PROBE),
                "ratings-v1",
                sent(Scenario.SCRAPE)));
  }

  private static boolean isMarked(EdgeAnswer edge) {
    return !edge.entry().isEmpty() || !edge.exit().isEmpty();
  }

  private static long sent(Scenario scenario) {
    return truth.sent().of(scenario);
  }

  private static EdgeAnswer one(String question, Predicate<EdgeAnswer> filter) throws Exception {
    List<EdgeAnswer> edges = measured.ask(question).edges().stream().filter(filter).toList();
    assertThat(edges).hasSize(1);
    return edges.getFirst();
  }

  /** Requests of matching edges by their ends, protocol and exit. */
  private static Map<String, Long> requests(String question, Predicate<EdgeAnswer> filter)
      throws Exception {
    return measured.ask(question).edges().stream()
        .filter(filter)
        .collect(
            Collectors.groupingBy(
                edge ->
                    (edge.sourceName()
                            + " → "
                            + edge.destinationName().replaceFirst("^127\\.20\\.\\d+", "127.20.x")
                            + " "
                            + edge.protocol()
                            + " "
                            + edge.exit())
                        .strip(),
                TreeMap::new,
                Collectors.summingLong(EdgeAnswer::requests)));
  }
}

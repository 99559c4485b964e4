package dev.meshscope.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.standalone.TopologyAnswer.EdgeAnswer;
import dev.meshscope.testkit.mesh.BookinfoMesh;
import dev.meshscope.testkit.mesh.ClusterTruth;
import dev.meshscope.testkit.mesh.Collector;
import dev.meshscope.testkit.mesh.EnvoyBinary;
import dev.meshscope.testkit.mesh.GroundTruth;
import dev.meshscope.testkit.mesh.GroundTruth.SourceEdge;
import dev.meshscope.testkit.mesh.ListenerTruth;
import dev.meshscope.testkit.mesh.LoadGenerator;
import dev.meshscope.testkit.mesh.LoadPlan;
import dev.meshscope.testkit.mesh.Measurement;
import dev.meshscope.testkit.mesh.Pod;
import dev.meshscope.testkit.mesh.ScenarioMix;
import dev.meshscope.testkit.mesh.Side;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real Envoys in front, the REST API behind: the answers equal the proxies' own counters. */
@Tag("broker")
@Tag("engine")
@Tag("envoy")
class MeshIT {
  private static final long USER_REQUESTS = 33_000;
  private static final double RATE = 250;
  private static final long SEED = 20_261_123;
  private static final long SOURCE_REQUESTS_MIN = 100_000;

  @TempDir static Path directory;

  private static RunningStandalone standalone;
  private static BookinfoMesh mesh;
  private static GroundTruth truth;
  private static long received;
  private static long rejected;

  @BeforeAll
  static void runEveryScenario() throws Exception {
    standalone = RunningStandalone.start(directory.resolve("data"), Map.of());
    Path root = Path.of(System.getProperty("meshscope.root"));
    Path envoy = EnvoyBinary.find(root, System.getenv("PATH")).orElseThrow();
    mesh =
        BookinfoMesh.start(
            envoy,
            new Collector("127.0.0.1", standalone.grpcPort()),
            Files.createDirectory(directory.resolve("mesh")));
    mesh.warmUp();
    Measurement measurement = mesh.measure();
    long receivedBefore = standalone.received();
    long rejectedBefore = standalone.rejected();
    try (LoadGenerator users = mesh.users()) {
      truth =
          measurement.finish(
              users.run(LoadPlan.count(ScenarioMix.everything(), RATE, USER_REQUESTS, SEED)));
    }
    Instant finished = Instant.now();
    Waiting.until("everything is stored", () -> standalone.freshThrough().isAfter(finished));
    received = standalone.received() - receivedBefore;
    rejected = standalone.rejected() - rejectedBefore;
  }

  @AfterAll
  static void stop() {
    if (mesh != null) {
      mesh.close();
    }
    if (standalone != null) {
      standalone.close();
    }
  }

  @Test
  void receivesEveryEntryThatTheProxiesWrote() {
    assertThat(truth.dropped()).isZero();
    assertThat(rejected).isZero();
    assertThat(received).isEqualTo(truth.written());
    assertThat(truth.sourceRequests()).isGreaterThanOrEqualTo(SOURCE_REQUESTS_MIN);
  }

  @Test
  void countsWhatCallersExperienced() throws Exception {
    Map<String, Map<String, Map<Integer, Long>>> expected = new TreeMap<>();
    truth
        .sourceView()
        .forEach((edge, codes) -> {
          Map<String, Map<Integer, Long>> subset =
              expected.computeIfAbsent(edge.subset(), key -> new TreeMap<>());
          Map<Integer, Long> sum = subset.computeIfAbsent(name(edge), key -> new TreeMap<>());
          codes.forEach((code, count) -> sum.merge(code, count, Long::sum));
        });
    SoftAssertions softly = new SoftAssertions();
    for (Map.Entry<String, Map<String, Map<Integer, Long>>> subset : expected.entrySet()) {
      Map<String, Map<Integer, Long>> answered = bySourceAndService(subset.getKey());
      answered.keySet().retainAll(subset.getValue().keySet());
      softly.assertThat(answered).as("subset '%s'", subset.getKey()).isEqualTo(subset.getValue());
    }
    softly.assertAll();
  }

  @Test
  void countsRetries() throws Exception {
    Map<String, Long> expected = new TreeMap<>();
    truth.retries().forEach((edge, count) -> expected.merge(name(edge), count, Long::sum));
    Map<String, Long> answered = new TreeMap<>();
    for (EdgeAnswer edge : ask("reporter=source&class=all").edges()) {
      long retries = edge.attempts() - edge.json().path("requestsBySource").asLong();
      answered.merge(name(edge), retries, Long::sum);
    }
    answered.values().removeIf(retries -> retries == 0);
    assertThat(expected).isNotEmpty();
    assertThat(answered).isEqualTo(expected);
  }

  @Test
  void countsInjectedFaultsInAClassOfTheirOwn() throws Exception {
    long expected = truth.listeners().stream().mapToLong(l -> l.local().aborts()).sum();
    long answered = causes("class=fault-injected&reporter=source", "fault-injected", edge -> true);
    assertThat(expected).isPositive();
    assertThat(answered).isEqualTo(expected);
  }

  @Test
  void countsRequestsWithoutRoute() throws Exception {
    SoftAssertions softly = new SoftAssertions();
    for (ListenerTruth listener : truth.listeners()) {
      if (listener.side() == Side.INBOUND) {
        continue;
      }
      boolean isGateway = listener.side() == Side.GATEWAY;
      String workload = listener.pod().workload();
      Predicate<EdgeAnswer> own =
          isGateway
              ? edge -> edge.destinationName().equals(workload)
              : edge -> edge.sourceName().equals(workload);
      String reporter = isGateway ? "destination" : "source";
      softly
          .assertThat(causes("class=all&reporter=" + reporter, "no-route", own))
          .as(workload)
          .isEqualTo(listener.local().noRoute());
    }
    softly.assertAll();
  }

  @Test
  void countsEveryRequestToAGatewayOnItsFirstEdge() throws Exception {
    TopologyAnswer answer = ask("reporter=destination&class=all");
    for (ListenerTruth listener : truth.listeners()) {
      if (listener.side() != Side.GATEWAY) {
        continue;
      }
      Map<Integer, Long> codes =
          TopologyAnswer.sum(
              answer.edges().stream()
                  .filter(edge -> edge.destinationName().equals(listener.pod().workload()))
                  .toList());
      Map<Integer, Long> classes = new TreeMap<>();
      codes.forEach((code, count) -> classes.merge(code / 100, count, Long::sum));
      Map<Integer, Long> expected = new TreeMap<>(listener.responseClasses());
      if (listener.unanswered() > 0) {
        expected.put(0, listener.unanswered());
      }
      assertThat(classes).as(listener.pod().workload()).isEqualTo(expected);
    }
  }

  @Test
  void countsWhatCalleesServed() throws Exception {
    TopologyAnswer answer = ask("reporter=destination&class=all");
    SoftAssertions softly = new SoftAssertions();
    for (Map.Entry<Pod, Map<Integer, Long>> callee : truth.destinationView().entrySet()) {
      Map<Integer, Long> answered =
          TopologyAnswer.sum(
              answer.edges().stream()
                  .filter(edge -> edge.destinationName().equals(callee.getKey().workload()))
                  .filter(edge -> !edge.json().path("protocol").asString().equals("tcp"))
                  .toList());
      softly.assertThat(answered).as(callee.getKey().workload()).isEqualTo(callee.getValue());
    }
    softly.assertAll();
  }

  @Test
  void countsMirroredRequestsInAClassOfTheirOwn() throws Exception {
    ClusterTruth mirror =
        truth.clusters().stream().filter(ClusterTruth::isMirror).findFirst().orElseThrow();
    Map<Integer, Long> answered = TopologyAnswer.sum(ask("class=mirror").edges());
    assertThat(mirror.responses()).isNotEmpty();
    assertThat(answered).isEqualTo(mirror.responses());
  }

  @Test
  void knowsEveryWorkloadByItsName() throws Exception {
    List<String> unknown =
        ask("class=live")
            .json()
            .path("nodes")
            .valueStream()
            .filter(node -> node.path("kind").asString().equals("unknown"))
            .map(node -> node.path("name").asString())
            .toList();
    assertThat(unknown).isEmpty();
  }

  private static Map<String, Map<Integer, Long>> bySourceAndService(String subset)
      throws Exception {
    Map<String, Map<Integer, Long>> answered = new HashMap<>();
    for (EdgeAnswer edge : ask("reporter=source&class=live&subset=" + subset).edges()) {
      if (edge.json().path("protocol").asString().equals("tcp")) {
        continue;
      }
      Map<Integer, Long> sum = answered.computeIfAbsent(name(edge), key -> new TreeMap<>());
      edge.responses()
          .forEach((code, count) -> {
            if (code != 0) {
              sum.merge(code, count, Long::sum);
            }
          });
    }
    return answered;
  }

  private static long causes(String question, String cause, Predicate<EdgeAnswer> filter)
      throws Exception {
    return ask(question).edges().stream().filter(filter).mapToLong(e -> e.cause(cause)).sum();
  }

  private static TopologyAnswer ask(String question) throws Exception {
    return new TopologyAnswer(
        standalone
            .api()
            .get(
                "/api/v1/topology?from=%s&to=%s&%s".formatted(truth.from(), truth.to(), question)));
  }

  private static String name(SourceEdge edge) {
    return edge.source().workload() + " → " + shortName(edge.host());
  }

  private static String name(EdgeAnswer edge) {
    return edge.sourceName() + " → " + edge.service();
  }

  private static String shortName(String host) {
    return host.contains(".svc.") ? host.substring(0, host.indexOf('.')) : host;
  }
}

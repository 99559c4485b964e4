package dev.meshscope.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.standalone.TopologyAnswer.EdgeAnswer;
import dev.meshscope.testkit.mesh.ClusterTruth;
import dev.meshscope.testkit.mesh.GroundTruth;
import dev.meshscope.testkit.mesh.ListenerTruth;
import dev.meshscope.testkit.mesh.LoadPlan;
import dev.meshscope.testkit.mesh.ScenarioMix;
import dev.meshscope.testkit.mesh.Side;
import java.nio.file.Path;
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

  private static MeasuredMesh measured;
  private static GroundTruth truth;

  @BeforeAll
  static void runEveryScenario() throws Exception {
    measured =
        MeasuredMesh.run(
            directory, LoadPlan.count(ScenarioMix.outcomes(), RATE, USER_REQUESTS, SEED));
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
  void receivesEveryEntryThatTheProxiesWrote() {
    measured.assertEveryEntryWasReceived();
    measured.assertEveryEndIsAReport();
    assertThat(truth.sourceRequests()).isGreaterThanOrEqualTo(SOURCE_REQUESTS_MIN);
  }

  @Test
  void countsWhatCallersExperiencedAndNothingElse() throws Exception {
    measured.assertSourceView(edge -> false);
  }

  @Test
  void countsRetries() throws Exception {
    Map<String, Long> expected = new TreeMap<>();
    truth
        .retries()
        .forEach((edge, count) -> expected.merge(MeasuredMesh.name(edge), count, Long::sum));
    Map<String, Long> answered = new TreeMap<>();
    for (EdgeAnswer edge : ask("reporter=source&class=all").edges()) {
      long retries = edge.attempts() - edge.json().path("requestsBySource").asLong();
      answered.merge(MeasuredMesh.name(edge), retries, Long::sum);
    }
    answered.values().removeIf(retries -> retries == 0);
    assertThat(expected).isNotEmpty();
    assertThat(answered).isEqualTo(expected);
  }

  @Test
  void countsInjectedFaultsInAClassOfTheirOwn() throws Exception {
    SoftAssertions softly = new SoftAssertions();
    Map<String, Long> expected = new TreeMap<>();
    for (ListenerTruth listener : truth.listeners()) {
      String reporter = listener.side() == Side.OUTBOUND ? "source" : "destination";
      String workload = listener.pod().workload();
      Predicate<EdgeAnswer> own =
          listener.side() == Side.OUTBOUND
              ? edge -> edge.sourceName().equals(workload)
              : edge -> edge.destinationName().equals(workload);
      softly
          .assertThat(faults(reporter, own))
          .as("%s of %s", listener.statPrefix(), workload)
          .isEqualTo(listener.local().aborts());
      expected.merge(reporter, listener.local().aborts(), Long::sum);
    }
    softly.assertThat(expected.get("source")).isPositive();
    for (Map.Entry<String, Long> side : expected.entrySet()) {
      softly.assertThat(faults(side.getKey(), edge -> true)).isEqualTo(side.getValue());
    }
    softly.assertAll();
  }

  private static long faults(String reporter, Predicate<EdgeAnswer> filter) throws Exception {
    return causes("class=fault-injected&reporter=" + reporter, "fault-injected", filter);
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
    measured.assertDestinationView();
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

  private static long causes(String question, String cause, Predicate<EdgeAnswer> filter)
      throws Exception {
    return ask(question).edges().stream().filter(filter).mapToLong(e -> e.cause(cause)).sum();
  }

  private static TopologyAnswer ask(String question) throws Exception {
    return measured.ask(question);
  }
}

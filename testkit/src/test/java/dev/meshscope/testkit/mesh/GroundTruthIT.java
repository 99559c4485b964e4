package dev.meshscope.testkit.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether the counters that ground truth is made of really say what the access log says. */
class GroundTruthIT {
  private static final long REQUESTS = 4000;

  @TempDir static Path directory;

  private static RecordingAccessLogServer server;
  private static BookinfoMesh mesh;
  private static GroundTruth truth;
  private static EntryCounts entries;

  @BeforeAll
  static void runEveryScenario() throws IOException {
    server = new RecordingAccessLogServer();
    mesh = BookinfoMesh.start(TestEnvoy.binary(), server.collector(), directory);
    mesh.warmUp();
    Measurement measurement = mesh.measure();
    server.forget();
    try (LoadGenerator users = mesh.users()) {
      truth =
          measurement.finish(users.run(LoadPlan.count(ScenarioMix.everything(), 250, REQUESTS, 7)));
    }
    entries = new EntryCounts(server.http());
  }

  @AfterAll
  static void stop() {
    mesh.close();
    server.close();
  }

  @Test
  void everyEntryWrittenIsReceived() {
    SoftAssertions softly = new SoftAssertions();
    for (ReportTruth report : truth.reports()) {
      long tcp =
          server.tcp().stream().filter(e -> e.nodeId().equals(report.pod().nodeId())).count();
      softly
          .assertThat(entries.of(report.pod()).count() + tcp)
          .as(report.pod().workload())
          .isEqualTo(report.sent())
          .isEqualTo(report.written());
    }
    softly.assertAll();
    assertThat(truth.dropped()).isZero();
  }

  @Test
  void everyScenarioWasSentAndNoConnectionBroke() {
    assertThat(truth.sent().sent()).isEqualTo(REQUESTS);
    assertThat(truth.sent().withStatus(LoadReport.BROKEN)).isZero();
    for (Scenario scenario : Scenario.values()) {
      assertThat(truth.sent().of(scenario)).as(scenario.label()).isPositive();
    }
  }

  @Test
  void theIngressAnsweredEveryUserWhoStayed() {
    ListenerTruth ingress =
        truth.listeners().stream()
            .filter(l -> l.pod().workload().equals("istio-ingressgateway"))
            .findFirst()
            .orElseThrow();
    long left = truth.sent().withStatus(LoadReport.LEFT);
    assertThat(ingress.responses()).isEqualTo(REQUESTS - left);
    assertThat(ingress.unanswered()).isBetween(1L, left);
  }

  @Test
  void listenersCountTheirEntries() {
    SoftAssertions softly = new SoftAssertions();
    for (ListenerTruth listener : truth.listeners()) {
      int port = Integer.parseInt(listener.statPrefix().replaceAll(".*_", ""));
      EntryCounts own =
          entries.of(listener.pod()).where(http -> EntryCounts.localPort(http) == port);
      String name = listener.pod().workload() + " " + listener.statPrefix();
      softly.assertThat(own.count()).as(name).isEqualTo(listener.requests());
      softly
          .assertThat(
              own.where(http -> EntryCounts.code(http) > 0)
                  .by(http -> EntryCounts.code(http) / 100))
          .as(name + " by class")
          .isEqualTo(listener.responseClasses());
      softly
          .assertThat(own.where(http -> EntryCounts.code(http) == 0).count())
          .as(name + " unanswered")
          .isEqualTo(listener.unanswered());
      softly
          .assertThat(own.where(http -> EntryCounts.flags(http).getNoRouteFound()).count())
          .as(name + " NR")
          .isEqualTo(listener.local().noRoute());
      softly
          .assertThat(own.where(http -> EntryCounts.flags(http).getFaultInjected()).count())
          .as(name + " FI")
          .isEqualTo(listener.local().aborts());
      softly
          .assertThat(own.where(http -> EntryCounts.flags(http).getDelayInjected()).count())
          .as(name + " DI")
          .isEqualTo(listener.local().delays());
      softly
          .assertThat(
              own.where(http ->
                      http.entry().getResponse().getResponseCodeDetails().equals("direct_response"))
                  .count())
          .as(name + " direct")
          .isEqualTo(listener.local().direct());
    }
    softly.assertAll();
  }

  @Test
  void clustersCountTheirEntries() {
    SoftAssertions softly = new SoftAssertions();
    for (ClusterTruth cluster : truth.clusters()) {
      if (cluster.isMirror()) {
        continue;
      }
      EntryCounts own =
          entries
              .of(cluster.pod())
              .where(http -> EntryCounts.cluster(http).equals(cluster.name().toString()))
              .where(http -> !EntryCounts.flags(http).getFaultInjected());
      String name = cluster.pod().workload() + " " + cluster.name();
      softly
          .assertThat(own.where(http -> EntryCounts.code(http) > 0).by(EntryCounts::code))
          .as(name)
          .isEqualTo(cluster.responses());
      softly
          .assertThat(own.sum(EntryCounts::retries))
          .as(name + " retries")
          .isEqualTo(cluster.retries());
      EntryCounts refused = own.where(http -> EntryCounts.flags(http).getUpstreamOverflow());
      softly
          .assertThat(
              refused
                  .where(http -> http.entry().getCommonProperties().getUpstreamCluster().isEmpty())
                  .count())
          .as(name + " pending overflow")
          .isEqualTo(cluster.refusals().pending());
      softly
          .assertThat(
              refused
                  .where(http ->
                      http.entry().getResponse().getResponseCodeDetails().equals("via_upstream"))
                  .count())
          .as(name + " retries refused")
          .isEqualTo(cluster.refusals().retries());
      softly
          .assertThat(refused.count())
          .as(name + " UO")
          .isEqualTo(
              cluster.refusals().pending()
                  + cluster.refusals().active()
                  + cluster.refusals().retries());
    }
    softly.assertAll();
  }

  @Test
  void everyEntryNamesAClusterExceptWhereNoneWasRouted() {
    assertThat(
            entries
                .where(http -> EntryCounts.cluster(http).isEmpty())
                .by(http -> http.entry().getResponse().getResponseCodeDetails())
                .keySet())
        .containsExactlyInAnyOrder("route_not_found", "direct_response");
  }

  @Test
  void mirroredRequestsAreReportedByTheirTargetOnly() {
    ClusterTruth mirror =
        truth.clusters().stream().filter(ClusterTruth::isMirror).findFirst().orElseThrow();
    Pod target =
        mesh.pods().stream()
            .filter(p -> p.workload().equals("details-v2"))
            .findFirst()
            .orElseThrow();
    assertThat(mirror.responses()).isNotEmpty();
    assertThat(entries.of(target).by(EntryCounts::code)).isEqualTo(mirror.responses());
    assertThat(truth.destinationView().get(target)).isEqualTo(mirror.responses());
    assertThat(
            entries
                .of(target)
                .where(http -> !http.entry().getRequest().getAuthority().contains("-shadow"))
                .count())
        .isZero();
    assertThat(
            entries
                .where(http -> EntryCounts.cluster(http).equals(mirror.name().toString()))
                .count())
        .isZero();
  }

  @Test
  void grpcStatusIsReportedBesideHttp200() {
    EntryCounts calls =
        entries.where(http ->
            http.entry()
                .getRequest()
                .getRequestHeadersOrDefault("content-type", "")
                .equals("application/grpc"));
    Map<String, Long> statuses =
        calls.by(http -> http.entry().getResponse().getResponseHeadersOrDefault("grpc-status", ""));
    assertThat(statuses)
        .isEqualTo(
            Map.of(
                "0", 2 * truth.sent().of(Scenario.GRPC),
                "14", 2 * truth.sent().of(Scenario.GRPC_ERROR)));
    assertThat(calls.by(EntryCounts::code)).isEqualTo(Map.of(200, calls.count()));
  }

  @Test
  void countedRequestsLieWithinTheMeasuredRange() {
    assertThat(server.http())
        .allSatisfy(http -> {
          Timestamp start = http.entry().getCommonProperties().getStartTime();
          Instant time = Instant.ofEpochSecond(start.getSeconds(), start.getNanos());
          assertThat(time).isBetween(truth.from(), truth.to());
        });
    assertThat(truth.from().getEpochSecond() % 10).isZero();
    assertThat(truth.to().getEpochSecond() % 10).isZero();
  }

  @Test
  void tcpProxiesCountTheirConnections() {
    assertThat(truth.tcp()).hasSize(2);
    for (TcpTruth tcp : truth.tcp()) {
      var own = server.tcp().stream().filter(e -> e.nodeId().equals(tcp.pod().nodeId())).toList();
      assertThat(own).hasSize((int) tcp.connections()).isNotEmpty();
      assertThat(own)
          .allSatisfy(e ->
              assertThat(e.entry().getCommonProperties().getUpstreamCluster())
                  .isEqualTo(tcp.cluster().toString()));
      assertThat(
              own.stream()
                  .mapToLong(e -> e.entry().getConnectionProperties().getReceivedBytes())
                  .sum())
          .isEqualTo(tcp.receivedBytes());
      assertThat(
              own.stream().mapToLong(e -> e.entry().getConnectionProperties().getSentBytes()).sum())
          .isEqualTo(tcp.sentBytes());
    }
    assertThat(truth.tcp().getFirst().connections())
        .isEqualTo(truth.tcp().getLast().connections())
        .isEqualTo(truth.sent().of(Scenario.TCP));
  }
}

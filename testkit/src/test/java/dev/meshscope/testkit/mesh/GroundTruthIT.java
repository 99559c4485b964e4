package dev.meshscope.testkit.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogType;
import io.envoyproxy.envoy.data.accesslog.v3.TCPAccessLogEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether the counters that ground truth is made of really say what the access log says. */
@Tag("envoy")
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
      if (report.kind() != ReportKind.ACCESS_LOG_SERVICE) {
        continue;
      }
      List<TCPAccessLogEntry> tcp = tcp(report.pod());
      long ended = tcp.stream().filter(GroundTruthIT::isEnd).count();
      long requests = entries.of(report.pod()).count();
      String name = report.pod().workload();
      softly.assertThat(requests + tcp.size()).as(name).isEqualTo(report.sent());
      softly.assertThat(requests + ended).as(name).isEqualTo(report.written());
    }
    softly.assertAll();
    assertThat(truth.dropped(ReportKind.ACCESS_LOG_SERVICE)).isZero();
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
    long others =
        Stream.of(Scenario.values())
            .filter(scenario -> scenario.caller() != Caller.USER)
            .mapToLong(truth.sent()::of)
            .sum();
    assertThat(ingress.responses()).isEqualTo(REQUESTS - left - others);
    assertThat(ingress.unanswered()).isBetween(1L, left);
  }

  @Test
  void listenersCountTheirEntriesByClassOfCode() {
    SoftAssertions softly = new SoftAssertions();
    for (ListenerTruth listener : listeners()) {
      EntryCounts own = of(listener);
      EntryCounts answered = own.where(http -> EntryCounts.code(http) > 0);
      String name = listener.pod().workload() + " " + listener.statPrefix();
      softly.assertThat(own.count()).as(name).isEqualTo(listener.requests());
      softly
          .assertThat(answered.by(http -> EntryCounts.code(http) / 100))
          .as(name + " by class")
          .isEqualTo(listener.responseClasses());
      softly
          .assertThat(own.count() - answered.count())
          .as(name + " code 0")
          .isEqualTo(listener.unanswered());
    }
    softly.assertAll();
  }

  @Test
  void listenersCountWhatTheyDecideThemselves() {
    SoftAssertions softly = new SoftAssertions();
    for (ListenerTruth listener : listeners()) {
      EntryCounts own = of(listener);
      softly
          .assertThat(
              new ListenerTruth.Local(
                  own.where(http -> EntryCounts.flags(http).getNoRouteFound()).count(),
                  own.where(http -> EntryCounts.flags(http).getFaultInjected()).count(),
                  own.where(http -> EntryCounts.flags(http).getDelayInjected()).count(),
                  own.where(http -> EntryCounts.details(http).equals("direct_response")).count(),
                  denied(listener).count()))
          .as(listener.pod().workload() + " " + listener.statPrefix())
          .isEqualTo(listener.local());
    }
    softly.assertAll();
    assertThat(truth.listeners())
        .anyMatch(l -> l.local().noRoute() > 0)
        .anyMatch(l -> l.local().aborts() > 0)
        .anyMatch(l -> l.local().delays() > 0)
        .anyMatch(l -> l.local().direct() > 0)
        .anyMatch(l -> l.local().denied() > 0);
  }

  @Test
  void clustersCountTheirEntriesByCode() {
    SoftAssertions softly = new SoftAssertions();
    for (ClusterTruth cluster : reported()) {
      softly
          .assertThat(of(cluster).where(http -> EntryCounts.code(http) > 0).by(EntryCounts::code))
          .as(name(cluster))
          .isEqualTo(cluster.responses());
    }
    softly.assertAll();
  }

  @Test
  void clustersCountRetriesBesideTheEntries() {
    SoftAssertions softly = new SoftAssertions();
    for (ClusterTruth cluster : reported()) {
      softly
          .assertThat(of(cluster).sum(EntryCounts::retries))
          .as(name(cluster))
          .isEqualTo(cluster.retries());
    }
    softly.assertAll();
    assertThat(truth.retries()).isNotEmpty();
  }

  @Test
  void clustersCountTriesThatHadAConnection() {
    SoftAssertions softly = new SoftAssertions();
    for (ClusterTruth cluster : reported()) {
      EntryCounts connected =
          of(cluster)
              .where(http -> !EntryCounts.flags(http).getNoHealthyUpstream())
              .where(http -> !EntryCounts.flags(http).getUpstreamConnectionFailure())
              .where(http -> !EntryCounts.details(http).contains("{overflow}"));
      long connections =
          truth.tcp().stream()
              .filter(tcp -> tcp.cluster().equals(cluster.name()))
              .filter(tcp -> !tcp.cluster().equals(ClusterName.BLACK_HOLE))
              .mapToLong(TcpTruth::connections)
              .sum();
      softly
          .assertThat(connected.count() + connected.sum(EntryCounts::retries) + connections)
          .as(name(cluster))
          .isEqualTo(cluster.tries());
    }
    softly.assertAll();
  }

  @Test
  void clustersCountWhatTheirCircuitBreakerRefused() {
    SoftAssertions softly = new SoftAssertions();
    for (ClusterTruth cluster : reported()) {
      EntryCounts refused =
          of(cluster).where(http -> EntryCounts.flags(http).getUpstreamOverflow());
      EntryCounts hostless = refused.where(http -> !EntryCounts.hasHost(http));
      EntryCounts answered =
          refused.where(http -> EntryCounts.details(http).equals("via_upstream"));
      softly
          .assertThat(
              new ClusterTruth.Refusals(
                  hostless.count(),
                  refused.count() - hostless.count() - answered.count(),
                  answered.count()))
          .as(name(cluster))
          .isEqualTo(cluster.refusals());
    }
    softly.assertAll();
    assertThat(truth.clusters())
        .anyMatch(c -> c.refusals().pending() > 0)
        .anyMatch(c -> c.refusals().active() > 0)
        .anyMatch(c -> c.refusals().retries() > 0);
  }

  @Test
  void everyEntryNamesAClusterExceptWhereNoneWasRouted() {
    assertThat(
            entries
                .where(http -> !EntryCounts.isOfListener(http))
                .where(http -> EntryCounts.cluster(http).isEmpty())
                .by(EntryCounts::details)
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
        entries.where(http -> http.entry().getRequest().getPath().startsWith("/bookinfo.Ratings/"));
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
    assertThat(truth.tcp()).hasSize(3);
    for (TcpTruth tcp : truth.tcp()) {
      List<TCPAccessLogEntry> ended =
          tcp(tcp.pod()).stream()
              .filter(GroundTruthIT::isEnd)
              .filter(e -> EntryCounts.cluster(e.getCommonProperties()).equals(tcp.cluster() + ""))
              .toList();
      assertThat(ended).hasSize((int) tcp.connections()).isNotEmpty();
      assertThat(
              new TcpTally(
                  tcp.connections(),
                  ended.stream().mapToLong(e -> e.getConnectionProperties().getSentBytes()).sum(),
                  ended.stream()
                      .mapToLong(e -> e.getConnectionProperties().getReceivedBytes())
                      .sum()))
          .isEqualTo(tcp.tally());
    }
  }

  private static List<TCPAccessLogEntry> tcp(Pod pod) {
    return server.tcp().stream()
        .filter(e -> e.nodeId().equals(pod.nodeId()))
        .map(RecordingAccessLogServer.Tcp::entry)
        .toList();
  }

  private static boolean isEnd(TCPAccessLogEntry entry) {
    return entry.getCommonProperties().getAccessLogType() == AccessLogType.TcpConnectionEnd;
  }

  private static EntryCounts of(ListenerTruth listener) {
    int port = Integer.parseInt(listener.statPrefix().replaceAll(".*_", ""));
    return entries
        .of(listener.pod())
        .where(http -> EntryCounts.localPort(http) == port)
        .where(http -> !EntryCounts.isOfListener(http));
  }

  /** Connections that no filter chain was there for; only inbound listeners ask for one. */
  private static EntryCounts denied(ListenerTruth listener) {
    return entries
        .of(listener.pod())
        .where(http -> listener.side() == Side.INBOUND && EntryCounts.isOfListener(http));
  }

  private static List<ListenerTruth> listeners() {
    return truth.listeners().stream()
        .filter(l -> truth.isReporting(l.pod(), ReportKind.ACCESS_LOG_SERVICE))
        .toList();
  }

  /** Clusters of which the proxy itself tells. */
  private static List<ClusterTruth> reported() {
    return truth.clusters().stream()
        .filter(cluster -> !cluster.isMirror())
        .filter(c -> truth.isReporting(c.pod(), ReportKind.ACCESS_LOG_SERVICE))
        .toList();
  }

  private static EntryCounts of(ClusterTruth cluster) {
    return entries
        .of(cluster.pod())
        .where(http -> EntryCounts.cluster(http).equals(cluster.name().toString()))
        .where(http -> !EntryCounts.flags(http).getFaultInjected());
  }

  private static String name(ClusterTruth cluster) {
    return cluster.pod().workload() + " " + cluster.name();
  }
}

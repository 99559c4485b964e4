package dev.meshscope.testkit.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import io.envoyproxy.envoy.data.accesslog.v3.AccessLogCommon;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogType;
import io.envoyproxy.envoy.data.accesslog.v3.TCPAccessLogEntry;
import io.envoyproxy.envoy.data.accesslog.v3.TLSProperties;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What proxies write about each way in and out, held against what both ends of it counted. */
@Tag("envoy")
class WayTruthIT {
  private static final long REQUESTS = 2000;

  @TempDir static Path directory;

  private static RecordingOtlpReceiver otlp;
  private static RecordingAccessLogServer server;
  private static BookinfoMesh mesh;
  private static GroundTruth truth;
  private static EntryCounts entries;

  @BeforeAll
  static void runEveryWay() throws IOException {
    otlp = new RecordingOtlpReceiver();
    server = new RecordingAccessLogServer(otlp.services());
    mesh = BookinfoMesh.start(TestEnvoy.binary(), server.collector(), directory);
    mesh.warmUp();
    Measurement measurement = mesh.measure();
    server.forget();
    otlp.forget();
    try (LoadGenerator users = mesh.users()) {
      truth = measurement.finish(users.run(LoadPlan.count(ScenarioMix.ways(), 150, REQUESTS, 7)));
    }
    entries = new EntryCounts(server.http());
  }

  @AfterAll
  static void stop() {
    mesh.close();
    server.close();
  }

  @Test
  void everyRequestIsAnsweredAsItsWayDoes() {
    Map<LoadReport.Result, Long> expected = new HashMap<>();
    for (Scenario scenario : ScenarioMix.ways().weights().keySet()) {
      expected.put(new LoadReport.Result(scenario, 200), truth.sent().of(scenario));
    }
    assertThat(truth.sent().counts()).isEqualTo(expected);
    assertThat(expected).allSatisfy((result, count) -> assertThat(count).isPositive());
  }

  @Test
  void sidecarsProveWhoTheyAre() {
    EntryCounts inbound = entries.of(pod("reviews-v2")).where(WayTruthIT::isInbound);
    assertThat(
            inbound.by(http ->
                tls(http).getTlsSniHostname()
                    + " "
                    + san(tls(http).getLocalCertificateProperties())
                    + " "
                    + peerSan(http)))
        .isEqualTo(
            Map.of(
                "outbound_.9080_.v2_.reviews.bookinfo.svc.cluster.local"
                    + " spiffe://cluster.local/ns/bookinfo/sa/bookinfo-reviews"
                    + " spiffe://cluster.local/ns/bookinfo/sa/bookinfo-productpage",
                inbound.count()));
  }

  @Test
  void everyInboundRequestIsEncryptedExceptWhereSaid() {
    Map<String, Long> callers =
        entries
            .where(WayTruthIT::isInbound)
            .by(http -> receiver(http) + " from " + peerSan(http).replaceFirst(".*/", ""));
    assertThat(callers.keySet().stream().filter(key -> key.endsWith(" from ")))
        .containsExactlyInAnyOrder("productpage-v1 from ", "ratings-v1 from ");
    assertThat(callers)
        .containsEntry(
            "productpage-v1 from ",
            truth.sent().of(Scenario.NODE_PORT) + truth.sent().of(Scenario.HEALTH_PROBE))
        .containsKey("productpage-v1 from istio-ingressgateway-service-account")
        .containsKey("ratings-v1 from bookinfo-reviews")
        .containsKey("details-v1 from bookinfo-productpage");
  }

  @Test
  void plaintextBeforeAStrictSidecarIsNoRequest() {
    long denied = truth.sent().of(Scenario.DENIED);
    EntryCounts refused = entries.where(EntryCounts::isOfListener);
    assertThat(refused.of(pod("details-v1")).count()).isEqualTo(refused.count()).isEqualTo(denied);
    assertThat(refused.by(EntryCounts::code)).isEqualTo(Map.of(0, denied));
    assertThat(refused.where(http -> EntryCounts.flags(http).getNoRouteFound()).count())
        .isEqualTo(denied);
    EntryCounts callers =
        entries.where(http -> EntryCounts.cluster(http).startsWith("outbound|9080|plaintext|"));
    assertThat(callers.by(EntryCounts::code)).isEqualTo(Map.of(503, denied));
    assertThat(
            callers
                .where(http -> EntryCounts.flags(http).getUpstreamConnectionTermination())
                .count())
        .isEqualTo(denied);
    assertThat(truth.listeners().stream().mapToLong(l -> l.local().denied()).sum())
        .isEqualTo(denied);
  }

  @Test
  void bothEndsOfTheDatabaseCountWhatTheProxiesDo() {
    TcpTally asked = truth.apps().databaseAsked();
    assertThat(asked.connections())
        .isEqualTo(truth.sent().of(Scenario.TCP) + truth.sent().of(Scenario.TCP_LONG));
    assertThat(truth.apps().databaseServed()).isEqualTo(asked.atPeer());
    assertThat(truth.tcp().stream().filter(tcp -> !tcp.cluster().equals(ClusterName.BLACK_HOLE)))
        .hasSize(2)
        .allSatisfy(tcp -> assertThat(tcp.tally()).isEqualTo(asked.atPeer()));
  }

  @Test
  void longConnectionsAreToldOfWhileTheyLive() {
    Map<String, List<TCPAccessLogEntry>> byConnection =
        server.tcp().stream()
            .filter(tcp -> tcp.nodeId().equals(pod("ratings-v1").nodeId()))
            .map(RecordingAccessLogServer.Tcp::entry)
            .collect(Collectors.groupingBy(e -> e.getCommonProperties().getStreamId()));
    List<List<TCPAccessLogEntry>> periodic =
        byConnection.values().stream().filter(list -> list.size() > 1).toList();
    assertThat(periodic).hasSize((int) truth.sent().of(Scenario.TCP_LONG)).isNotEmpty();
    assertThat(periodic)
        .allSatisfy(list -> {
          assertThat(list).hasSizeGreaterThanOrEqualTo(3);
          assertThat(list.getLast().getCommonProperties().getAccessLogType())
              .isEqualTo(AccessLogType.TcpConnectionEnd);
          assertThat(list.stream().map(e -> e.getConnectionProperties().getReceivedBytes()))
              .as("bytes so far")
              .isSorted();
          assertThat(list.getFirst().getCommonProperties().getAccessLogType())
              .isEqualTo(AccessLogType.TcpPeriodic);
          assertThat(list.getFirst().getConnectionProperties().getReceivedBytes()).isPositive();
        });
  }

  @Test
  void grpcStatusIsInTrailersOrHeadersAsTheServerSentIt() {
    assertThat(truth.apps().rpcAsked())
        .isEqualTo(truth.apps().rpcServed())
        .isEqualTo(
            Map.of(
                new RpcResult(Rpc.LIST, 0), truth.sent().of(Scenario.RPC),
                new RpcResult(Rpc.REFUSE, 7), truth.sent().of(Scenario.RPC_REFUSED),
                new RpcResult(Rpc.FAIL, 13), truth.sent().of(Scenario.RPC_FAILED),
                new RpcResult(Rpc.WATCH, 0), truth.sent().of(Scenario.RPC_STREAM)));
    for (Pod pod : List.of(pod("productpage-v1"), pod("recommendations-v1"))) {
      Map<String, Long> told =
          entries
              .of(pod)
              .where(http -> http.entry().getRequest().getPath().startsWith("/" + Rpc.SERVICE))
              .by(http ->
                  http.entry().getRequest().getPath().replaceFirst(".*/", "")
                      + http.entry().getResponse().getResponseHeadersMap()
                      + http.entry().getResponse().getResponseTrailersMap());
      assertThat(told)
          .as(pod.workload())
          .isEqualTo(
              Map.of(
                  "List{}{grpc-status=0}", truth.sent().of(Scenario.RPC),
                  "Refuse{grpc-status=7}{}", truth.sent().of(Scenario.RPC_REFUSED),
                  "Fail{}{grpc-status=13}", truth.sent().of(Scenario.RPC_FAILED),
                  "Watch{}{grpc-status=0}", truth.sent().of(Scenario.RPC_STREAM)));
    }
  }

  @Test
  void callsToUndeclaredHostsGoWhereIstioSendsThem() {
    EntryCounts passed =
        entries.where(http -> EntryCounts.cluster(http).equals(ClusterName.PASSTHROUGH.toString()));
    assertThat(passed.of(pod("details-v1")).by(EntryCounts::code))
        .isEqualTo(Map.of(200, truth.sent().of(Scenario.PASSTHROUGH)));
    assertThat(passed.by(http -> http.entry().getCommonProperties().getRouteName()))
        .isEqualTo(Map.of("allow_any", truth.sent().of(Scenario.PASSTHROUGH)));
    EntryCounts blocked =
        entries.where(
            http -> http.entry().getCommonProperties().getRouteName().equals("block_all"));
    assertThat(blocked.of(pod("ratings-v1")).by(EntryCounts::code))
        .isEqualTo(Map.of(502, truth.sent().of(Scenario.BLOCKED)));
    assertThat(blocked.by(EntryCounts::cluster).keySet()).containsExactly("");
  }

  @Test
  void blockedConnectionsEndInTheBlackHole() {
    List<AccessLogCommon> blocked =
        server.tcp().stream()
            .map(tcp -> tcp.entry().getCommonProperties())
            .filter(c -> EntryCounts.cluster(c).equals(ClusterName.BLACK_HOLE.toString()))
            .toList();
    assertThat(blocked).hasSize((int) truth.sent().of(Scenario.BLOCKED_TCP)).isNotEmpty();
    assertThat(blocked)
        .allSatisfy(c -> assertThat(c.getResponseFlags().getNoHealthyUpstream()).isTrue());
    assertThat(truth.apps().asked(Bookinfo.CACHE_PORT).connections()).isEqualTo(blocked.size());
  }

  @Test
  void callersWithoutProxyAreKnownByTheirAddressAlone() {
    Map<String, Long> direct =
        entries
            .where(WayTruthIT::isInbound)
            .where(http -> peerSan(http).isEmpty())
            .by(http ->
                http.entry()
                        .getCommonProperties()
                        .getDownstreamDirectRemoteAddress()
                        .getSocketAddress()
                        .getAddress()
                        .replaceFirst(".*\\.", "")
                    + " "
                    + http.entry().getRequest().getUserAgent());
    direct.keySet().removeIf(key -> key.startsWith("11 "));
    assertThat(direct)
        .isEqualTo(
            Map.of(
                "251 curl/8.17.0", truth.sent().of(Scenario.NODE_PORT),
                "252 kube-probe/1.34", truth.sent().of(Scenario.HEALTH_PROBE),
                "253 Prometheus/3.7.3", truth.sent().of(Scenario.SCRAPE)));
  }

  @Test
  void podsWithOtlpAreReportedByOtlpAlone() {
    assertThat(entries.of(pod("otlp-logs-v1")).count()).isZero();
    assertThat(entries.of(pod("spans-only-v1")).count()).isZero();
    long sent = truth.sent().of(Scenario.OTLP);
    assertThat(otlp.logs()).hasSize((int) (2 * sent));
    assertThat(truth.reported(ReportKind.OTLP_LOGS)).isEqualTo(2 * sent);
    assertThat(spansOf("spans-only-v1")).hasSize((int) (2 * sent));
    for (ReportKind kind : List.of(ReportKind.OTLP_LOGS, ReportKind.OTLP_SPANS)) {
      assertThat(truth.written(kind)).isEqualTo(truth.reported(kind));
      assertThat(truth.dropped(kind)).isZero();
    }
  }

  @Test
  void tracedPodsAreReportedTwice() {
    for (String workload : List.of("reviews-v1", "reviews-v2", "reviews-v3")) {
      assertThat(spansOf(workload)).hasSize((int) entries.of(pod(workload)).count()).isNotEmpty();
    }
    assertThat(otlp.spans()).hasSize((int) truth.reported(ReportKind.OTLP_SPANS));
  }

  @Test
  void otlpLogsSayWhoAndWhere() {
    assertThat(otlp.logs())
        .allSatisfy(log -> {
          assertThat(log.logAttribute("node_id")).isEqualTo(pod("otlp-logs-v1").nodeId());
          assertThat(log.logAttribute("workload_name")).isEqualTo("otlp-logs-v1");
          assertThat(log.logAttribute("canonical_service")).isEqualTo("otlp-logs");
          assertThat(log.logAttribute("access_log_type")).isEqualTo("DownstreamEnd");
          assertThat(log.logAttribute("response_code")).isEqualTo("200");
        });
    assertThat(count(otlp.logs(), log -> log.logAttribute("upstream_cluster")))
        .isEqualTo(
            Map.of(
                "inbound|9080||", truth.sent().of(Scenario.OTLP),
                "outbound|9080||spans-only.bookinfo.svc.cluster.local",
                    truth.sent().of(Scenario.OTLP)));
  }

  @Test
  void otlpSpansSayWhoAndWhere() {
    List<RecordingOtlpReceiver.Item> spans = spansOf("spans-only-v1");
    assertThat(spans)
        .allSatisfy(span -> {
          assertThat(span.resourceAttribute("service.name")).isEqualTo("spans-only.bookinfo");
          assertThat(span.spanAttribute("istio.canonical_service")).isEqualTo("spans-only");
        });
    assertThat(count(spans, span -> span.spanKind() + " " + span.spanAttribute("upstream_cluster")))
        .isEqualTo(
            Map.of(
                "2 inbound|9080||", truth.sent().of(Scenario.OTLP),
                "3 outbound|9080||ratings.bookinfo.svc.cluster.local",
                    truth.sent().of(Scenario.OTLP)));
  }

  private static List<RecordingOtlpReceiver.Item> spansOf(String workload) {
    String nodeId = pod(workload).nodeId();
    return otlp.spans().stream()
        .filter(span -> span.spanAttribute("node_id").equals(nodeId))
        .toList();
  }

  private static Map<String, Long> count(
      Collection<RecordingOtlpReceiver.Item> items,
      Function<RecordingOtlpReceiver.Item, String> key) {
    return items.stream().collect(Collectors.groupingBy(key, Collectors.counting()));
  }

  private static boolean isInbound(RecordingAccessLogServer.Http http) {
    return EntryCounts.localPort(http) == IstioPorts.INBOUND && !EntryCounts.isOfListener(http);
  }

  private static TLSProperties tls(RecordingAccessLogServer.Http http) {
    return http.entry().getCommonProperties().getTlsProperties();
  }

  private static String peerSan(RecordingAccessLogServer.Http http) {
    return san(tls(http).getPeerCertificateProperties());
  }

  private static String san(TLSProperties.CertificateProperties certificate) {
    return certificate.getSubjectAltNameList().stream()
        .map(TLSProperties.CertificateProperties.SubjectAltName::getUri)
        .collect(Collectors.joining());
  }

  private static String receiver(RecordingAccessLogServer.Http http) {
    return mesh.pods().stream()
        .filter(pod -> pod.nodeId().equals(http.nodeId()))
        .findFirst()
        .orElseThrow()
        .workload();
  }

  private static Pod pod(String workload) {
    return mesh.pods().stream()
        .filter(pod -> pod.workload().equals(workload))
        .findFirst()
        .orElseThrow();
  }
}

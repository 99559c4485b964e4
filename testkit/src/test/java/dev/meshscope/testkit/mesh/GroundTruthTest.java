package dev.meshscope.testkit.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.testkit.mesh.GroundTruth.SourceEdge;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GroundTruthTest {
  private static final Pod PRODUCTPAGE =
      new Pod(Pod.Role.SIDECAR, "productpage-v1", "productpage", "v1", "bookinfo", "127.20.0.11");
  private static final String DETAILS = "details.bookinfo.svc.cluster.local";
  private static final ClusterName V1 = ClusterName.outbound(9080, "v1", DETAILS);
  private static final ClusterName INBOUND = ClusterName.inbound(9080);
  private static final Pod SPANS_ONLY =
      new Pod(Pod.Role.SIDECAR, "spans-only-v1", "spans-only", "v1", "bookinfo", "127.20.0.22");
  private static final ProxySpec.HttpListener INBOUND_LISTENER =
      new ProxySpec.HttpListener(Side.INBOUND, IstioPorts.INBOUND, MutualTls.PERMISSIVE, List.of());
  private static final Counters COUNTERS =
      Counters.parse(
          """
          cluster.outbound|9080|v1|details.bookinfo.svc.cluster.local.upstream_rq_200: 90
          cluster.outbound|9080|v1|details.bookinfo.svc.cluster.local.upstream_rq_503: 10
          cluster.outbound|9080|v1|details.bookinfo.svc.cluster.local.upstream_rq_2xx: 90
          cluster.outbound|9080|v1|details.bookinfo.svc.cluster.local.upstream_rq_retry: 25
          cluster.outbound|9080|v1|details.bookinfo.svc.cluster.local.upstream_rq_total: 121
          cluster.outbound|9080|v1|details.bookinfo.svc.cluster.local.retry.upstream_rq_503: 25
          cluster.outbound|9080|v1|details.bookinfo.svc.cluster.local.external.upstream_rq_200: 90
          cluster.outbound|9080|v2|details.bookinfo.svc.cluster.local.upstream_rq_200: 80
          cluster.inbound|9080||.upstream_rq_200: 7
          http.inbound_0.0.0.0_15006.downstream_rq_total: 9
          http.inbound_0.0.0.0_15006.downstream_rq_completed: 7
          http.inbound_0.0.0.0_15006.downstream_rq_2xx: 7
          http.inbound_0.0.0.0_15006.no_route: 0
          listener.127.20.0.11_15006.no_filter_chain_match: 3
          listener.127.20.0.12_15006.no_filter_chain_match: 5
          """);

  @Test
  void leavesPseudoClustersAndMirroredRequestsOutOfTheSourceView() {
    GroundTruth truth = truth();
    SourceEdge edge = new SourceEdge(PRODUCTPAGE, DETAILS, 9080, "v1");
    assertThat(truth.sourceView()).isEqualTo(Map.of(edge, Map.of(200, 90L, 503, 10L)));
    assertThat(truth.retries()).isEqualTo(Map.of(edge, 25L));
    assertThat(truth.sourceRequests()).isEqualTo(100);
  }

  @Test
  void countsRequestsWhoseCallerLeftAsCode0InTheDestinationView() {
    assertThat(truth().destinationView()).isEqualTo(Map.of(PRODUCTPAGE, Map.of(0, 2L, 200, 7L)));
  }

  @Test
  void countsDeniedConnectionsBesideRequests() {
    ListenerTruth listener = truth().listeners().getFirst();
    assertThat(listener.local().denied()).isEqualTo(3);
    assertThat(listener.requests()).isEqualTo(9);
  }

  @Test
  void knowsHowEachPodReports() {
    assertThat(truth().isReporting(SPANS_ONLY, ReportKind.OTLP_SPANS)).isTrue();
    assertThat(truth().isReporting(SPANS_ONLY, ReportKind.ACCESS_LOG_SERVICE)).isFalse();
    assertThat(truth().written(ReportKind.OTLP_SPANS)).isEqualTo(6);
  }

  @Test
  void subtractsWhatApplicationsCountedBefore() {
    AppTruth now = truth().apps();
    assertThat(now.minus(now).databaseAsked()).isEqualTo(TcpTally.NONE);
    assertThat(now.minus(now).rpcServed()).isEqualTo(Map.of(new RpcResult(Rpc.FAIL, 13), 0L));
    assertThat(now.minus(new AppTruth(Map.of(), TcpTally.NONE, Map.of(), Map.of()))).isEqualTo(now);
  }

  @Test
  void printsWhatItHolds() {
    assertThat(new GroundTruthTable(truth()).render())
        .contains("2026-01-01T00:00:10Z to 2026-01-01T00:00:20Z")
        .contains("source view: 100")
        .contains("details.bookinfo.svc.cluster.local:9080 v1")
        .contains("{200=90, 503=10} retries 25")
        .contains("{0=2, 200=7}")
        .contains("browse 200")
        .containsPattern("ACCESS_LOG_SERVICE +11 sent of 12 written, 1 dropped")
        .containsPattern("OTLP_SPANS +5 sent of 6 written, 0 dropped")
        .containsPattern("database +TcpTally\\[connections=2, sentBytes=26, receivedBytes=26]")
        .containsPattern("Fail +4 calls ended with status 13, served 3");
  }

  private static GroundTruth truth() {
    return new GroundTruth(
        Instant.parse("2026-01-01T00:00:10Z"),
        Instant.parse("2026-01-01T00:00:20Z"),
        new LoadReport(Map.of(new LoadReport.Result(Scenario.BROWSE, 200), 9L), 1),
        List.of(ListenerTruth.of(PRODUCTPAGE, INBOUND_LISTENER, COUNTERS)),
        List.of(
            ClusterTruth.of(PRODUCTPAGE, V1, COUNTERS),
            ClusterTruth.of(PRODUCTPAGE, ProductpageProxy.MIRROR, COUNTERS),
            ClusterTruth.of(PRODUCTPAGE, INBOUND, COUNTERS)),
        List.of(),
        List.of(
            new ReportTruth(PRODUCTPAGE, ReportKind.ACCESS_LOG_SERVICE, 12, 11, 1),
            new ReportTruth(SPANS_ONLY, ReportKind.OTLP_SPANS, 6, 5, 0)),
        new AppTruth(
            Map.of(
                Bookinfo.DATABASE_PORT, new TcpTally(2, 26, 26),
                Bookinfo.CACHE_PORT, new TcpTally(1, 13, 0)),
            new TcpTally(2, 26, 26),
            Map.of(new RpcResult(Rpc.FAIL, 13), 4L),
            Map.of(new RpcResult(Rpc.FAIL, 13), 3L)));
  }
}

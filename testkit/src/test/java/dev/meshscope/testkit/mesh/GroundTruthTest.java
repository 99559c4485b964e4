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
  void printsWhatItHolds() {
    assertThat(new GroundTruthTable(truth()).render())
        .contains("2026-01-01T00:00:10Z to 2026-01-01T00:00:20Z")
        .contains("source view: 100")
        .contains("details.bookinfo.svc.cluster.local:9080 v1")
        .contains("{200=90, 503=10} retries 25")
        .contains("{0=2, 200=7}")
        .contains("browse 200")
        .contains("11 entries sent of 12 written, 1 dropped");
  }

  private static GroundTruth truth() {
    return new GroundTruth(
        Instant.parse("2026-01-01T00:00:10Z"),
        Instant.parse("2026-01-01T00:00:20Z"),
        new LoadReport(Map.of(new LoadReport.Result(Scenario.BROWSE, 200), 9L), 1),
        List.of(ListenerTruth.of(PRODUCTPAGE, Side.INBOUND, "inbound_0.0.0.0_15006", COUNTERS)),
        List.of(
            ClusterTruth.of(PRODUCTPAGE, V1, COUNTERS),
            ClusterTruth.of(PRODUCTPAGE, BookinfoProxies.MIRROR, COUNTERS),
            ClusterTruth.of(PRODUCTPAGE, INBOUND, COUNTERS)),
        List.of(),
        List.of(new ReportTruth(PRODUCTPAGE, 12, 11, 1)));
  }
}

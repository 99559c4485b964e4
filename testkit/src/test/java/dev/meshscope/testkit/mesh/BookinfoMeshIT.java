package dev.meshscope.testkit.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BookinfoMeshIT {
  @Test
  void oneRequestIsReportedByEveryProxyOnItsWay(@TempDir Path directory) throws Exception {
    try (RecordingAccessLogServer server = new RecordingAccessLogServer();
        BookinfoMesh mesh = BookinfoMesh.start(TestEnvoy.binary(), server.collector(), directory);
        LoadGenerator users = mesh.users()) {
      LoadReport report = users.run(LoadPlan.count(ScenarioMix.only(Scenario.EGRESS), 10, 1, 1));

      assertThat(report.withStatus(200)).isEqualTo(1);
      await().atMost(Duration.ofSeconds(10)).until(() -> server.size() == 7);
      assertThat(
              server.http().stream()
                  .map(http -> http.entry().getCommonProperties().getUpstreamCluster())
                  .collect(Collectors.toSet()))
          .containsExactlyInAnyOrder(
              "outbound|9080||productpage.bookinfo.svc.cluster.local",
              "inbound|9080||",
              "outbound|9080|v1|details.bookinfo.svc.cluster.local",
              "outbound|80||istio-egressgateway.istio-system.svc.cluster.local",
              "outbound|80||books.example.com");
    }
  }
}

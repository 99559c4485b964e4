package dev.meshscope.testkit.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("envoy")
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

  @Test
  void twoMeshesRunSideBySide(@TempDir Path one, @TempDir Path two) throws Exception {
    try (RecordingAccessLogServer first = new RecordingAccessLogServer();
        RecordingAccessLogServer second = new RecordingAccessLogServer();
        BookinfoMesh left = BookinfoMesh.start(TestEnvoy.binary(), first.collector(), one);
        BookinfoMesh right = BookinfoMesh.start(TestEnvoy.binary(), second.collector(), two)) {
      assertThat(left.pods()).doesNotContainAnyElementsOf(right.pods());
      left.warmUp();
      right.warmUp();
      assertThat(nodes(first)).isEqualTo(nodeIds(left));
      assertThat(nodes(second)).isEqualTo(nodeIds(right));
    }
  }

  @Test
  void namesAPodWhoseEnvoyDied(@TempDir Path directory) throws Exception {
    try (RecordingAccessLogServer server = new RecordingAccessLogServer();
        BookinfoMesh mesh = BookinfoMesh.start(TestEnvoy.binary(), server.collector(), directory)) {
      mesh.check();
      ProcessHandle victim = ProcessHandle.of(mesh.pids().getFirst()).orElseThrow();
      victim.destroyForcibly();
      await().until(() -> !victim.isAlive());
      assertThatThrownBy(mesh::check)
          .isInstanceOf(MeshException.class)
          .hasMessageContaining(mesh.pods().getFirst().workload());
    }
  }

  @Test
  void entriesForACollectorWithoutAddressAreWrittenAndNotSent(@TempDir Path directory) {
    Collector nowhere = new Collector("collector.invalid", 4317);
    try (BookinfoMesh mesh = BookinfoMesh.start(TestEnvoy.binary(), nowhere, directory);
        LoadGenerator users = mesh.users()) {
      Measurement measurement = mesh.measure();
      LoadReport report = users.run(LoadPlan.count(ScenarioMix.only(Scenario.REDIRECT), 50, 5, 1));
      GroundTruth truth = measurement.finish(report);
      assertThat(truth.written(ReportKind.ACCESS_LOG_SERVICE)).isEqualTo(5);
      assertThat(truth.reported(ReportKind.ACCESS_LOG_SERVICE)).isZero();
    }
  }

  private static Set<String> nodes(RecordingAccessLogServer server) {
    return Stream.concat(
            server.http().stream().map(RecordingAccessLogServer.Http::nodeId),
            server.tcp().stream().map(RecordingAccessLogServer.Tcp::nodeId))
        .collect(Collectors.toSet());
  }

  private static Set<String> nodeIds(BookinfoMesh mesh) {
    return mesh.pods(ReportKind.ACCESS_LOG_SERVICE).stream()
        .map(Pod::nodeId)
        .collect(Collectors.toSet());
  }
}

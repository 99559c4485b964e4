package dev.meshscope.collector.receive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodNameTest {
  @ParameterizedTest
  @CsvSource({
    "ingress-nginx-controller-7d4b9c-x2x4p, ingress-nginx-controller", // Deployment
    "ingress-nginx-controller-5f7bd5c684-wz9lq, ingress-nginx-controller",
    "ingress-nginx-controller-x2x4p, ingress-nginx-controller", // DaemonSet
    "edge-0, edge", // StatefulSet
    "edge-17, edge",
    "edge-proxy, edge-proxy",
    "web-01, web-01",
    "web-1a, web-1a",
    "node7.example.com, node7.example.com",
    "7d4b9c-x2x4p, 7d4b9c",
    "x2x4p, x2x4p",
    "'', ''"
  })
  void tellsTheWorkload(String host, String workload) {
    assertThat(PodName.workload(host)).isEqualTo(workload);
  }
}

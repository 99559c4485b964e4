package dev.meshscope.collector.receive.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.collector.normalize.ReportingNode;
import dev.meshscope.collector.normalize.ReportingNode.Role;
import dev.meshscope.model.NodeKind;
import dev.meshscope.model.Workload;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodesTest {
  private static final String ID = SampleRecords.NODE_ID;

  @Test
  void knowsANodeByItsId() {
    ReportingNode node =
        Nodes.ofLog(
            texts(
                Map.of(
                    NodeTexts.ID, ID,
                    NodeTexts.CLUSTER, "reviews.bookinfo",
                    NodeTexts.WORKLOAD, "reviews-v1",
                    NodeTexts.CANONICAL_SERVICE, "reviews",
                    NodeTexts.CANONICAL_REVISION, "v1",
                    NodeTexts.CLUSTER_ID, "Kubernetes",
                    NodeTexts.ADDRESSES, "10.0.1.5,fd00::5",
                    NodeTexts.SERVICE_ACCOUNT, "bookinfo-reviews",
                    NodeTexts.K8S_POD, "a-collector")),
            "10.9.9.9");

    assertThat(node.id()).isEqualTo(ID);
    assertThat(node.role()).isEqualTo(Role.SIDECAR);
    assertThat(node.isKnown()).isTrue();
    assertThat(node.workload())
        .isEqualTo(
            new Workload(
                new Workload.Identity("Kubernetes", "bookinfo", "reviews-v1", "v1"),
                "reviews",
                NodeKind.WORKLOAD));
    assertThat(node.addresses()).containsExactlyInAnyOrder("10.0.1.5", "fd00::5");
    assertThat(node.serviceAccount()).isEqualTo("bookinfo-reviews");
  }

  @Test
  void takesTheDeploymentOutOfThePodsName() {
    ReportingNode node = Nodes.ofLog(texts(Map.of(NodeTexts.ID, ID)), "");
    assertThat(node.workload().name()).isEqualTo("reviews-v1");
    assertThat(node.workload().namespace()).isEqualTo("bookinfo");
    assertThat(node.addresses()).containsExactly("10.0.1.5");
  }

  @Test
  void knowsASidecarByItsPod() {
    ReportingNode node =
        Nodes.ofLog(
            texts(
                Map.of(
                    NodeTexts.POD, "reviews-v1-7f9c6b5d4c-x2x5z",
                    NodeTexts.NAMESPACE, "bookinfo",
                    NodeTexts.ID, "edge-1")),
            "10.9.9.9");
    assertThat(node.role()).isEqualTo(Role.SIDECAR);
    assertThat(node.isKnown()).isTrue();
    assertThat(node.workload().name()).isEqualTo("reviews-v1");
    assertThat(node.workload().namespace()).isEqualTo("bookinfo");
    assertThat(node.addresses()).as("it may be a forwarder's").isEmpty();
    assertThat(Nodes.key(node.id())).isEqualTo(Nodes.key(ID));
  }

  @Test
  void knowsAGatewayByOpenTelemetrysNames() {
    ReportingNode node =
        Nodes.ofLog(
            texts(
                Map.of(
                    NodeTexts.K8S_POD, "envoy-default-eg-e41e7b31-7d94dcb58-kq7xw",
                    NodeTexts.K8S_NAMESPACE, "envoy-gateway-system")),
            "");
    assertThat(node.role()).isEqualTo(Role.GATEWAY);
    assertThat(node.workload().name()).isEqualTo("envoy-default-eg-e41e7b31");
    assertThat(node.workload().namespace()).isEqualTo("envoy-gateway-system");
    assertThat(node.workload().kind()).isEqualTo(NodeKind.GATEWAY);
  }

  @Test
  void knowsAPlainEnvoyByItsLabels() {
    ReportingNode node =
        Nodes.ofLog(texts(Map.of(NodeTexts.ID, "edge-1", NodeTexts.CLUSTER, "edge")), "10.9.9.9");
    assertThat(node.workload().name()).isEqualTo("edge");
    assertThat(node.role()).isEqualTo(Role.GATEWAY);
    assertThat(node.isKnown()).isTrue();
  }

  @Test
  void fallsBackToTheAddressAndIsUnknownThen() {
    ReportingNode node = Nodes.ofLog(texts(Map.of()), "10.9.9.9");
    assertThat(node.isKnown()).isFalse();
    assertThat(node.workload()).isEqualTo(Workload.ofAddress("10.9.9.9"));
    assertThat(node.addresses()).containsExactly("10.9.9.9");
    assertThat(Nodes.ofLog(texts(Map.of()), "fd00:0:0:0:0:0:0:5").workload())
        .isEqualTo(Workload.ofAddress("fd00::5"));

    ReportingNode nobody = Nodes.ofLog(texts(Map.of()), "");
    assertThat(nobody.isKnown()).isFalse();
    assertThat(nobody.workload().name()).isEmpty();
  }

  @Test
  void knowsTheNodeOfASpan() {
    ReportingNode node =
        Nodes.ofSpan(
            texts(
                Map.of(
                    NodeTexts.ID, ID,
                    NodeTexts.CLUSTER, "reviews.bookinfo",
                    NodeTexts.CANONICAL_SERVICE, "reviews",
                    NodeTexts.CANONICAL_REVISION, "v1",
                    NodeTexts.NAMESPACE, "bookinfo")));
    assertThat(node.workload().name()).isEqualTo("reviews-v1");
    assertThat(node.workload().canonicalService()).isEqualTo("reviews");

    ReportingNode plain =
        Nodes.ofSpan(
            texts(Map.of(NodeTexts.ID, "edge-1", NodeTexts.CLUSTER, "unknown_service:envoy")));
    assertThat(plain.workload().name()).isEqualTo("edge-1");
  }

  private static NodeTexts texts(Map<Integer, String> values) {
    StringBuilder all = new StringBuilder();
    Map<Integer, Integer> offsets = new LinkedHashMap<>();
    values.forEach((text, value) -> {
      offsets.put(text, all.length());
      all.append(value);
    });
    NodeTexts texts = new NodeTexts();
    texts.clear(all.toString().getBytes(UTF_8));
    offsets.forEach(
        (text, offset) -> texts.text(text, offset, values.getOrDefault(text, "").length()));
    return texts;
  }
}

package dev.meshscope.collector.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.collector.normalize.ReportingNode.Role;
import dev.meshscope.model.NodeKind;
import dev.meshscope.model.Workload;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportingNodeTest {
  private static final String SIDECAR =
      "sidecar~10.0.1.5~reviews-v1-7f9c-x2.x.bookinfo~bookinfo.svc.cluster.local";

  @Test
  void readsASidecarOfIstio() {
    ReportingNode node =
        ReportingNode.of(
            new NodeDescription(
                SIDECAR,
                "reviews.bookinfo",
                Map.of(
                    "NAMESPACE", "bookinfo",
                    "WORKLOAD_NAME", "reviews-v1",
                    "CLUSTER_ID", "east",
                    "INSTANCE_IPS", "10.0.1.5, FD00:0:0:0:0:0:0:5,not-an-ip",
                    "SERVICE_ACCOUNT", "bookinfo-reviews"),
                Map.of("app", "reviews", "version", "v1")));
    assertThat(node.role()).isEqualTo(Role.SIDECAR);
    assertThat(node.isKnown()).isTrue();
    assertThat(node.workload())
        .isEqualTo(
            new Workload(
                new Workload.Identity("east", "bookinfo", "reviews-v1", "v1"),
                "reviews",
                NodeKind.WORKLOAD));
    assertThat(node.addresses()).containsExactlyInAnyOrder("10.0.1.5", "fd00::5");
    assertThat(node.serviceAccount()).isEqualTo("bookinfo-reviews");
  }

  @Test
  void prefersTheCanonicalLabels() {
    Workload workload =
        node(
            SIDECAR,
            Map.of(
                "service.istio.io/canonical-name", "a",
                "app.kubernetes.io/name", "b",
                "app", "c",
                "service.istio.io/canonical-revision", "1",
                "app.kubernetes.io/version", "2",
                "version", "3"));
    assertThat(workload.canonicalService()).isEqualTo("a");
    assertThat(workload.version()).isEqualTo("1");
    workload =
        node(SIDECAR, Map.of("app.kubernetes.io/name", "b", "app.kubernetes.io/version", "2"));
    assertThat(workload.canonicalService()).isEqualTo("b");
    assertThat(workload.version()).isEqualTo("2");
  }

  @Test
  void hasIstiosDefaultsWithoutLabelsAndMetadata() {
    Workload workload = node(SIDECAR, Map.of());
    assertThat(workload.version()).isEqualTo("latest");
    assertThat(workload.name()).isEqualTo("reviews");
    assertThat(workload.namespace()).isEqualTo("bookinfo");
    assertThat(workload.canonicalService()).isEqualTo("reviews");
  }

  @Test
  void findsTheNameOfTheWorkloadInItsOwner() {
    ReportingNode node =
        ReportingNode.of(
            new NodeDescription(
                SIDECAR,
                "",
                Map.of("OWNER", "kubernetes://apis/apps/v1/namespaces/bookinfo/deployments/r"),
                Map.of()));
    assertThat(node.workload().name()).isEqualTo("r");
  }

  @Test
  void takesThePodWhereNothingElseNamesTheWorkload() {
    ReportingNode node = ReportingNode.of(new NodeDescription(SIDECAR, "", Map.of(), Map.of()));
    assertThat(node.workload().name()).isEqualTo("reviews-v1-7f9c-x2.x");
  }

  @Test
  void knowsTheRolesOfIstio() {
    assertThat(role("router~10.0.0.1~gw.istio-system~x")).isEqualTo(Role.GATEWAY);
    assertThat(role("ingress~10.0.0.1~gw.istio-system~x")).isEqualTo(Role.GATEWAY);
    assertThat(role("waypoint~10.0.0.1~wp.ns~x")).isEqualTo(Role.WAYPOINT);
  }

  @Test
  void takesAPlainEnvoyForAGatewayNamedByItsCluster() {
    ReportingNode node =
        ReportingNode.of(new NodeDescription("edge-1", "edge", Map.of(), Map.of()));
    assertThat(node.role()).isEqualTo(Role.GATEWAY);
    assertThat(node.isKnown()).isTrue();
    assertThat(node.workload().name()).isEqualTo("edge");
    assertThat(node.workload().kind()).isEqualTo(NodeKind.GATEWAY);
    assertThat(node.workload().version()).isEmpty();
    assertThat(node.addresses()).isEmpty();
    assertThat(
            ReportingNode.of(new NodeDescription("edge-1", "", Map.of(), Map.of()))
                .workload()
                .name())
        .isEqualTo("edge-1");
  }

  @Test
  void isUnknownWithoutAnyName() {
    ReportingNode node = ReportingNode.of(NodeDescription.NONE);
    assertThat(node.isKnown()).isFalse();
    assertThat(node.role()).isEqualTo(Role.GATEWAY);
  }

  @Test
  void boundsWhatItIsTold() {
    String huge = "x".repeat(10_000);
    ReportingNode node =
        ReportingNode.of(
            new NodeDescription(
                huge,
                huge,
                Map.of("INSTANCE_IPS", "10.0.0.1,".repeat(10_000) + manyAddresses()),
                Map.of()));
    assertThat(node.id()).hasSize(512);
    assertThat(node.workload().name()).hasSize(512);
    assertThat(node.addresses()).hasSize(32);
  }

  private static String manyAddresses() {
    StringBuilder addresses = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      addresses.append(",10.0.1.").append(i);
    }
    return addresses.toString();
  }

  private static Workload node(String id, Map<String, String> labels) {
    return ReportingNode.of(new NodeDescription(id, "reviews.bookinfo", Map.of(), labels))
        .workload();
  }

  private static Role role(String id) {
    return ReportingNode.of(new NodeDescription(id, "", Map.of(), Map.of())).role();
  }
}

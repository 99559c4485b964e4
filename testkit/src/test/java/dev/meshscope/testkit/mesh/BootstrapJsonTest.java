package dev.meshscope.testkit.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BootstrapJsonTest {
  private static final List<ProxySpec> SPECS =
      new BookinfoProxies(new Bookinfo(new Subnet(20, 0))).all();
  private static final PodCertificates CERTIFICATES =
      new PodCertificates(Path.of("own.crt"), Path.of("own.key"), Path.of("authority.crt"));

  @Test
  void announcesASidecarInIstiosGrammar() {
    JsonNode node = bootstrap("reviews-v2").at("/node");
    assertThat(node.at("/id").asString())
        .isEqualTo(
            "sidecar~127.20.0.15~reviews-v2-6c5fb9c7d8-k2x9p.bookinfo~bookinfo.svc.cluster.local");
    JsonNode metadata = node.at("/metadata");
    assertThat(metadata.at("/NAME").asString()).isEqualTo("reviews-v2-6c5fb9c7d8-k2x9p");
    assertThat(metadata.at("/WORKLOAD_NAME").asString()).isEqualTo("reviews-v2");
    assertThat(metadata.at("/OWNER").asString())
        .isEqualTo("kubernetes://apis/apps/v1/namespaces/bookinfo/deployments/reviews-v2");
    assertThat(metadata.at("/INSTANCE_IPS").asString()).isEqualTo("127.20.0.15");
    assertThat(metadata.at("/SERVICE_ACCOUNT").asString()).isEqualTo("bookinfo-reviews");
    assertThat(metadata.at("/CLUSTER_ID").asString()).isEqualTo("Kubernetes");
    assertThat(metadata.at("/LABELS/version").asString()).isEqualTo("v2");
    assertThat(metadata.at("/LABELS/service.istio.io~1canonical-name").asString())
        .isEqualTo("reviews");
    assertThat(metadata.at("/LABELS/service.istio.io~1canonical-revision").asString())
        .isEqualTo("v2");
  }

  @Test
  void announcesAGatewayAsARouter() {
    JsonNode node = bootstrap("istio-ingressgateway").at("/node");
    assertThat(node.at("/id").asString())
        .startsWith("router~127.20.0.10~istio-ingressgateway-")
        .endsWith(".istio-system~istio-system.svc.cluster.local");
    assertThat(node.at("/metadata/LABELS/istio").asString()).isEqualTo("ingressgateway");
    assertThat(node.at("/metadata/LABELS/version").isMissingNode()).isTrue();
  }

  @Test
  void namesOnlyClustersThatExist() {
    for (ProxySpec spec : SPECS) {
      JsonNode bootstrap = bootstrap(spec.pod().workload());
      List<String> known =
          bootstrap.at("/static_resources/clusters").valueStream().map(c -> name(c)).toList();
      assertThat(known)
          .as(spec.pod().workload())
          .doesNotHaveDuplicates()
          .containsAll(bootstrap.findValuesAsString("cluster_name"));
      assertThat(bootstrap.at("/static_resources/listeners").findValues("cluster"))
          .allSatisfy(c -> assertThat(known).contains(c.asString()));
    }
  }

  @Test
  void asksForMutualTlsInIstiosShape() {
    JsonNode cluster =
        bootstrap("productpage-v1")
            .at("/static_resources/clusters")
            .valueStream()
            .filter(c -> name(c).equals("outbound|9080|v2|reviews.bookinfo.svc.cluster.local"))
            .findFirst()
            .orElseThrow();
    JsonNode tls = cluster.at("/transport_socket/typed_config");
    assertThat(tls.at("/sni").asString())
        .isEqualTo("outbound_.9080_.v2_.reviews.bookinfo.svc.cluster.local");
    assertThat(tls.findValuesAsString("exact"))
        .containsExactly("spiffe://cluster.local/ns/bookinfo/sa/bookinfo-reviews");
    assertThat(tls.findValuesAsString("filename"))
        .containsExactly("own.crt", "own.key", "authority.crt");
  }

  @Test
  void takesPlaintextOnlyWhereItMay() {
    assertThat(transports("details-v1")).containsExactly("tls");
    assertThat(transports("mysqldb-v1")).containsExactly("tls");
    assertThat(transports("productpage-v1")).containsExactly("tls", "raw_buffer");
    assertThat(transports("istio-egressgateway")).isEmpty();
  }

  @Test
  void everyPodReportsInOneWay() {
    assertThat(loggers("productpage-v1")).contains("http_envoy_accesslog");
    assertThat(loggers("otlp-logs-v1")).containsOnly("otel_envoy_accesslog");
    assertThat(loggers("spans-only-v1")).isEmpty();
    assertThat(bootstrap("spans-only-v1").findValues("tracing")).hasSizeGreaterThan(2);
  }

  private static List<String> transports(String workload) {
    return bootstrap(workload).findValuesAsString("transport_protocol");
  }

  private static List<String> loggers(String workload) {
    return bootstrap(workload).findValuesAsString("log_name");
  }

  @Test
  void givesEveryPodItsOwnAddress() {
    assertThat(SPECS.stream().map(s -> s.pod().address()).collect(Collectors.toSet()))
        .hasSameSizeAs(SPECS);
  }

  @Test
  void resolvesACollectorByNameAndTakesAnAddressAsItIs() {
    assertThat(accessLogCluster(new Collector("collector", 4317))).isEqualTo("STRICT_DNS");
    assertThat(accessLogCluster(new Collector("10.0.0.1", 4317))).isEqualTo("STATIC");
  }

  private static String accessLogCluster(Collector collector) {
    return JsonMapper.shared()
        .readTree(BootstrapJson.of(SPECS.getFirst(), collector, CERTIFICATES))
        .at("/static_resources/clusters")
        .valueStream()
        .filter(c -> name(c).equals("envoy_accesslog_service"))
        .findFirst()
        .orElseThrow()
        .at("/type")
        .asString();
  }

  private static String name(JsonNode cluster) {
    return cluster.at("/name").asString();
  }

  private static JsonNode bootstrap(String workload) {
    ProxySpec spec =
        SPECS.stream().filter(s -> s.pod().workload().equals(workload)).findFirst().orElseThrow();
    return JsonMapper.shared()
        .readTree(BootstrapJson.of(spec, new Collector("127.0.0.1", 4317), CERTIFICATES));
  }
}

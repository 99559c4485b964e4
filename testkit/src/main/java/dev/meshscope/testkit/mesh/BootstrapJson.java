package dev.meshscope.testkit.mesh;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** The bootstrap file of one Envoy: node, admin, listeners, clusters, all static. */
final class BootstrapJson {
  private static final ObjectMapper MAPPER = JsonMapper.shared();
  private static final String ISTIO_VERSION = "1.32.0";

  /** Spans are flushed as often as access logs. */
  private static final String RUNTIME =
      "{\"tracing\": {\"opentelemetry\": {\"flush_interval_ms\": 1000}}}";

  private BootstrapJson() {}

  /** Indented; a slip in one of the pieces is found here, not by Envoy. */
  static String of(ProxySpec spec, Collector collector, PodCertificates certificates) {
    String text =
        """
        {
          "node": %s,
          "admin": {"address": {"socket_address": {"address": "%s", "port_value": %d}}},
          "layered_runtime": {"layers": [{"name": "static", "static_layer": %s}]},
          "static_resources": {"listeners": [%s], "clusters": [%s]}
        }\
        """
            .formatted(
                node(spec.pod()),
                spec.pod().address(),
                IstioPorts.ADMIN,
                RUNTIME,
                listeners(spec, certificates),
                clusters(spec, collector, certificates));
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(MAPPER.readTree(text));
  }

  private static String listeners(ProxySpec spec, PodCertificates certificates) {
    ListenerJson listeners = new ListenerJson(spec, certificates);
    return Stream.concat(
            spec.httpListeners().stream().map(listeners::http),
            spec.tcpListeners().stream().map(listeners::tcp))
        .collect(Collectors.joining(","));
  }

  private static String clusters(
      ProxySpec spec, Collector collector, PodCertificates certificates) {
    return Stream.concat(
            spec.clusters().stream().map(cluster -> ClusterJson.of(cluster, certificates)),
            Stream.of(ClusterJson.collector(collector)))
        .collect(Collectors.joining(","));
  }

  private static String node(Pod pod) {
    return """
    {"id": "%s", "cluster": "%s", "metadata": %s}\
    """
        .formatted(pod.nodeId(), pod.nodeCluster(), metadata(pod));
  }

  private static String metadata(Pod pod) {
    return """
    {
      "NAME": "%1$s", "NAMESPACE": "%2$s", "WORKLOAD_NAME": "%3$s",
      "OWNER": "kubernetes://apis/apps/v1/namespaces/%2$s/deployments/%3$s",
      "INSTANCE_IPS": "%4$s", "SERVICE_ACCOUNT": "%5$s", "LABELS": %6$s,
      "CLUSTER_ID": "Kubernetes", "MESH_ID": "cluster.local", "ISTIO_VERSION": "%7$s"
    }\
    """
        .formatted(
            pod.name(),
            pod.namespace(),
            pod.workload(),
            pod.address(),
            pod.serviceAccount(),
            labels(pod),
            ISTIO_VERSION);
  }

  private static String labels(Pod pod) {
    String gateway =
        pod.role() == Pod.Role.ROUTER
            ? "\"istio\": \"" + pod.app().replace("istio-", "") + "\""
            : "\"version\": \"" + pod.version() + "\"";
    return """
    {"app": "%1$s", %2$s,
     "service.istio.io/canonical-name": "%1$s", "service.istio.io/canonical-revision": "%3$s"}\
    """
        .formatted(pod.app(), gateway, pod.version());
  }
}

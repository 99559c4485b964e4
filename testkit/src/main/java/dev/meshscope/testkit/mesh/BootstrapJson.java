package dev.meshscope.testkit.mesh;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** The bootstrap file of one Envoy: node, admin, listeners, clusters, all static. */
final class BootstrapJson {
  private static final ObjectMapper MAPPER = JsonMapper.shared();
  private static final String ISTIO_VERSION = "1.32.0";
  static final int ADMIN_PORT = 15000;

  private BootstrapJson() {}

  /** Indented; a slip in one of the pieces is found here, not by Envoy. */
  static String of(ProxySpec spec, Collector collector) {
    String text =
        """
        {
          "node": %s,
          "admin": {"address": {"socket_address": {"address": "%s", "port_value": %d}}},
          "static_resources": {"listeners": [%s], "clusters": [%s]}
        }\
        """
            .formatted(
                node(spec.pod()),
                spec.pod().address(),
                ADMIN_PORT,
                listeners(spec),
                clusters(spec, collector));
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(MAPPER.readTree(text));
  }

  private static String listeners(ProxySpec spec) {
    String address = spec.pod().address();
    return Stream.concat(
            spec.httpListeners().stream().map(l -> ListenerJson.http(l, address)),
            spec.tcpListeners().stream().map(l -> ListenerJson.tcp(l, address)))
        .collect(Collectors.joining(","));
  }

  private static String clusters(ProxySpec spec, Collector collector) {
    return Stream.concat(
            spec.clusters().stream().map(ClusterJson::of),
            Stream.of(ClusterJson.accessLogService(collector)))
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

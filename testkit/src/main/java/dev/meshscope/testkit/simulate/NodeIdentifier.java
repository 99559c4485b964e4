package dev.meshscope.testkit.simulate;

import com.google.protobuf.Struct;
import dev.meshscope.testkit.mesh.Pod;
import io.envoyproxy.envoy.config.core.v3.BuildVersion;
import io.envoyproxy.envoy.config.core.v3.Extension;
import io.envoyproxy.envoy.config.core.v3.Locality;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage.Identifier;
import io.envoyproxy.envoy.type.v3.SemanticVersion;
import java.util.List;

/** The identifier of a stream: the complete bootstrap node, as Istio's pilot-agent writes it. */
final class NodeIdentifier {
  private static final String LOG_NAME = "http_envoy_accesslog";
  private static final List<String> EXTENSIONS =
      List.of(
          "envoy.access_loggers.file",
          "envoy.access_loggers.http_grpc",
          "envoy.access_loggers.tcp_grpc",
          "envoy.clusters.original_dst",
          "envoy.filters.http.cors",
          "envoy.filters.http.fault",
          "envoy.filters.http.jwt_authn",
          "envoy.filters.http.local_ratelimit",
          "envoy.filters.http.rbac",
          "envoy.filters.http.router",
          "envoy.filters.listener.http_inspector",
          "envoy.filters.listener.original_dst",
          "envoy.filters.listener.tls_inspector",
          "envoy.filters.network.http_connection_manager",
          "envoy.filters.network.tcp_proxy",
          "envoy.transport_sockets.tls",
          "istio.stats");

  private NodeIdentifier() {}

  static Identifier of(SimulatedPod pod) {
    return Identifier.newBuilder().setNode(node(pod)).setLogName(LOG_NAME).build();
  }

  private static Node node(SimulatedPod simulated) {
    Pod pod = simulated.pod();
    Node.Builder node =
        Node.newBuilder()
            .setId(pod.nodeId())
            .setCluster(pod.nodeCluster())
            .setMetadata(metadata(simulated))
            .setLocality(Locality.newBuilder().setRegion("eu-central").setZone("eu-central-1a"))
            .setUserAgentName("envoy")
            .setUserAgentBuildVersion(
                BuildVersion.newBuilder()
                    .setVersion(SemanticVersion.newBuilder().setMajorNumber(1).setMinorNumber(37)));
    EXTENSIONS.forEach(name -> node.addExtensions(Extension.newBuilder().setName(name)));
    return node.build();
  }

  private static Struct metadata(SimulatedPod simulated) {
    Pod pod = simulated.pod();
    Struct texts =
        Structs.of(
            "NAME",
            pod.name(),
            "NAMESPACE",
            pod.namespace(),
            "OWNER",
            simulated.owner(),
            "WORKLOAD_NAME",
            pod.workload(),
            "INSTANCE_IPS",
            pod.address() + "," + ipv6(pod.address()),
            "CLUSTER_ID",
            SimulatedPod.CLUSTER,
            "MESH_ID",
            SimulatedPod.TRUST_DOMAIN,
            "ISTIO_VERSION",
            simulated.peerMetadata().istioVersion(),
            "SERVICE_ACCOUNT",
            pod.serviceAccount(),
            "NODE_NAME",
            "worker-1",
            "INTERCEPTION_MODE",
            "REDIRECT",
            "APP_CONTAINERS",
            pod.app(),
            "POD_PORTS",
            "[{\"containerPort\":9080,\"protocol\":\"TCP\"}]",
            "ENVOY_STATUS_PORT",
            "15021",
            "ENVOY_PROMETHEUS_PORT",
            "15090");
    Struct proxyConfig =
        Structs.of(
            "discoveryAddress",
            "istiod.istio-system.svc:15012",
            "binaryPath",
            "/usr/local/bin/envoy");
    return texts.toBuilder()
        .putFields("LABELS", Structs.nested(labels(simulated)))
        .putFields("ANNOTATIONS", Structs.nested(Structs.of("istio.io/rev", "default")))
        .putFields("PROXY_CONFIG", Structs.nested(proxyConfig))
        .build();
  }

  private static Struct labels(SimulatedPod simulated) {
    Pod pod = simulated.pod();
    Struct.Builder labels =
        Structs.of(
            "app", pod.app(),
            "pod-template-hash", "6c5fb9c7d8",
            "security.istio.io/tlsMode", "istio",
            "service.istio.io/canonical-name", pod.app(),
            "service.istio.io/canonical-revision", pod.version())
            .toBuilder();
    if (simulated.isGateway()) {
      labels.putFields("istio", Structs.text(pod.app().replace("istio-", "")));
    } else {
      labels.putFields("version", Structs.text(pod.version()));
    }
    return labels.build();
  }

  private static String ipv6(String address) {
    return "fd00::" + address.replace('.', ':');
  }
}

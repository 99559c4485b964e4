package dev.meshscope.testkit.simulate;

import static java.util.Objects.requireNonNull;

import dev.meshscope.model.NodeKind;
import dev.meshscope.model.Workload;
import dev.meshscope.testkit.mesh.Pod;

/**
 * A pod and the generation of its proxy.
 *
 * @param number its place among all pods of the mesh, from 0
 * @param pod what Kubernetes knows of it
 * @param peerMetadata what its proxy logs about peers
 */
record SimulatedPod(int number, Pod pod, PeerMetadata peerMetadata) {
  static final String CLUSTER = "Kubernetes";
  static final String TRUST_DOMAIN = "cluster.local";

  SimulatedPod {
    requireNonNull(pod);
    requireNonNull(peerMetadata);
  }

  boolean isGateway() {
    return pod.role() == Pod.Role.ROUTER;
  }

  String address() {
    return pod.address();
  }

  String spiffeId() {
    return "spiffe://%s/ns/%s/sa/%s".formatted(TRUST_DOMAIN, pod.namespace(), pod.serviceAccount());
  }

  /** Metadata {@code OWNER}, in Istio's grammar. */
  String owner() {
    return "kubernetes://apis/apps/v1/namespaces/%s/deployments/%s"
        .formatted(pod.namespace(), pod.workload());
  }

  /** What Meshscope should know it as. */
  Workload workload() {
    Workload.Identity identity =
        new Workload.Identity(CLUSTER, pod.namespace(), pod.workload(), pod.version());
    return new Workload(identity, pod.app(), isGateway() ? NodeKind.GATEWAY : NodeKind.WORKLOAD);
  }
}

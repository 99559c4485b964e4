package dev.meshscope.testkit.mesh;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * One pod: an address, a proxy on it, and what Kubernetes would know of them.
 *
 * @param role what kind of proxy it has
 * @param workload name of its Deployment
 * @param app label {@code app} and canonical service
 * @param version label {@code version} and canonical revision; {@code latest} means no label
 * @param namespace Kubernetes namespace
 * @param address its IPv4 address
 */
public record Pod(
    Role role, String workload, String app, String version, String namespace, String address) {
  /** First part of the node id, in Istio's grammar. */
  public enum Role {
    SIDECAR("sidecar"),
    ROUTER("router");

    private final String nodeType;

    Role(String nodeType) {
      this.nodeType = nodeType;
    }
  }

  /** Name as a ReplicaSet would give it. */
  public String name() {
    return workload + "-6c5fb9c7d8-k2x9p";
  }

  public String nodeId() {
    String dnsDomain = namespace + ".svc.cluster.local";
    return String.join("~", role.nodeType, address, name() + "." + namespace, dnsDomain);
  }

  InetSocketAddress socket(int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(address), port);
  }

  /** Istio's default for {@code node.cluster}. */
  public String nodeCluster() {
    return app + "." + namespace;
  }

  /** One account per application, as in Istio's Bookinfo sample. */
  public String serviceAccount() {
    return role == Role.SIDECAR ? "bookinfo-" + app : app + "-service-account";
  }

  /** Its name in certificates. */
  public String spiffeId() {
    return "spiffe://cluster.local/ns/" + namespace + "/sa/" + serviceAccount();
  }
}

package dev.meshscope.testkit.mesh;

/** Who sends requests from outside the mesh, each from an address that no node announces. */
enum Caller {
  /** A user in front of the ingress gateway. */
  USER("bookinfo.example.com", ""),
  /** A user who comes in through a port of a node, past every gateway. */
  NODE_PORT("node-1.example.com:30080", "curl/8.17.0"),
  /** The kubelet asks whether a pod is well. */
  KUBELET("productpage:9080", "kube-probe/1.34"),
  /** Prometheus reads a pod's metrics. */
  PROMETHEUS("ratings:9080", "Prometheus/3.7.3");

  private final String authority;
  private final String userAgent;

  Caller(String authority, String userAgent) {
    this.authority = authority;
    this.userAgent = userAgent;
  }

  /** Host that its requests name. */
  String authority() {
    return authority;
  }

  /** What its requests call it; empty for what the client says by itself. */
  String userAgent() {
    return userAgent;
  }
}

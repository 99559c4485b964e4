package dev.meshscope.testkit.simulate;

import dev.meshscope.model.ServiceName;

/**
 * A service of the cluster, or a host outside.
 *
 * @param host its fully qualified name
 * @param port the port that is called
 * @param address its cluster address, or the address of the host
 */
record SimulatedService(String host, int port, String address) {
  static SimulatedService inCluster(String name, String namespace, int port, String address) {
    return new SimulatedService(name + "." + namespace + ".svc.cluster.local", port, address);
  }

  ServiceName name() {
    return ServiceName.ofHost(host);
  }

  /** What an application in the same namespace asks for. */
  String shortAuthority() {
    return name().name() + ":" + port;
  }

  String authority() {
    return host + ":" + port;
  }

  /** Name of the cluster that a caller's proxy sends to. */
  String cluster(String subset) {
    return "outbound|%d|%s|%s".formatted(port, subset, host);
  }

  /** Server name in the TLS handshake of Istio's mTLS. */
  String sni(String subset) {
    return "outbound_.%d_.%s_.%s".formatted(port, subset, host);
  }
}

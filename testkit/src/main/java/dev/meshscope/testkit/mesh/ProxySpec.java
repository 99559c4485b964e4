package dev.meshscope.testkit.mesh;

import java.util.List;

/**
 * What one Envoy is set up to do.
 *
 * @param pod whose proxy it is
 * @param httpListeners its HTTP connection managers
 * @param tcpListeners its plain TCP proxies
 * @param clusters all clusters that the listeners name
 */
record ProxySpec(
    Pod pod,
    List<HttpListener> httpListeners,
    List<TcpListener> tcpListeners,
    List<UpstreamCluster> clusters) {
  ProxySpec {
    httpListeners = List.copyOf(httpListeners);
    tcpListeners = List.copyOf(tcpListeners);
    clusters = List.copyOf(clusters);
  }

  /** An HTTP connection manager with its own routes. */
  record HttpListener(Side side, int port, List<Route.VirtualHost> virtualHosts) {
    HttpListener {
      virtualHosts = List.copyOf(virtualHosts);
    }

    /** Prefix of its counters, {@code http.<prefix>.…}; Istio's form. */
    String statPrefix() {
      return (side == Side.INBOUND ? "inbound" : "outbound") + "_0.0.0.0_" + port;
    }
  }

  /** Streams of access logs that it opens: one for each kind of entry. */
  int accessLogStreams() {
    return (httpListeners.isEmpty() ? 0 : 1) + (tcpListeners.isEmpty() ? 0 : 1);
  }

  /** A TCP proxy to one cluster. */
  record TcpListener(Side side, int port, ClusterName cluster) {
    /** Prefix of its counters, {@code tcp.<prefix>.…}; Istio takes the cluster's name. */
    String statPrefix() {
      return cluster.toString();
    }
  }
}

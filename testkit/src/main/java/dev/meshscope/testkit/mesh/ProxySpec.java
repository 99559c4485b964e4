package dev.meshscope.testkit.mesh;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;

/**
 * What one Envoy is set up to do.
 *
 * @param pod whose proxy it is
 * @param reports how it tells of its requests; of each in every one of these ways
 * @param httpListeners its HTTP connection managers
 * @param tcpListeners its plain TCP proxies
 * @param clusters all clusters that the listeners name
 */
record ProxySpec(
    Pod pod,
    Set<ReportKind> reports,
    List<HttpListener> httpListeners,
    List<TcpListener> tcpListeners,
    List<UpstreamCluster> clusters) {
  ProxySpec {
    reports = Set.copyOf(reports);
    httpListeners = List.copyOf(httpListeners);
    tcpListeners = List.copyOf(tcpListeners);
    clusters = List.copyOf(clusters);
  }

  /** The same proxy that reports in another way, or in several. */
  ProxySpec reporting(ReportKind... kinds) {
    return new ProxySpec(pod, Set.of(kinds), httpListeners, tcpListeners, clusters);
  }

  boolean isReporting(ReportKind kind) {
    return reports.contains(kind);
  }

  /** Streams of access logs that it opens: one for each kind of entry. */
  int accessLogStreams() {
    return isReporting(ReportKind.ACCESS_LOG_SERVICE)
        ? (httpListeners.isEmpty() ? 0 : 1) + (tcpListeners.isEmpty() ? 0 : 1)
        : 0;
  }

  /**
   * An HTTP connection manager with its own routes.
   *
   * @param mutualTls what it asks of its clients
   */
  record HttpListener(
      Side side, int port, MutualTls mutualTls, List<Route.VirtualHost> virtualHosts) {
    HttpListener {
      virtualHosts = List.copyOf(virtualHosts);
    }

    /** Prefix of its counters, {@code http.<prefix>.…}; Istio's form. */
    String statPrefix() {
      return (side == Side.INBOUND ? "inbound" : "outbound") + "_0.0.0.0_" + port;
    }
  }

  /**
   * A TCP proxy to one cluster.
   *
   * @param address where it listens: on a port of the pod, or where the application's connection
   *     was to go before iptables would have redirected it
   * @param mutualTls what it asks of its clients
   */
  record TcpListener(
      Side side, InetSocketAddress address, MutualTls mutualTls, ClusterName cluster) {
    /** Prefix of its counters, {@code tcp.<prefix>.…}; Istio takes the cluster's name. */
    String statPrefix() {
      return cluster.toString();
    }
  }
}

package dev.meshscope.collector.normalize;

import dev.meshscope.collector.normalize.ClusterName.Kind;
import dev.meshscope.collector.normalize.ReportingNode.Role;
import dev.meshscope.model.ServiceName;

/**
 * Finds out what a request was meant for. In this order: the cluster of the chosen host, the
 * route's cluster from the custom tag {@code upstream_cluster}, the route's name, the authority.
 */
final class CalledResolver {
  private static final int REDIRECTED_PORT = 15001;

  private final ReportingNode node;

  CalledResolver(ReportingNode node) {
    this.node = node;
  }

  /** The cluster of an entry: that of the host, else the tagged one, else what the route says. */
  static ClusterName cluster(ProtocolEntry entry) {
    ClusterName cluster = ClusterName.of(entry.string(ProtocolEntry.UPSTREAM_CLUSTER));
    if (cluster.kind() == Kind.NONE) {
      cluster = ClusterName.of(entry.string(ProtocolEntry.TAGGED_CLUSTER));
    }
    return cluster.kind() == Kind.NONE ? ofRoute(entry) : cluster;
  }

  /**
   * What the request was meant for.
   *
   * @param host the admitted host of the authority
   */
  Called called(ProtocolEntry entry, long traits, ClusterName cluster, String host) {
    return switch (cluster.kind()) {
      case OUTBOUND, INBOUND_VIP ->
          new Called(cluster, ServiceName.ofHost(cluster.host()), cluster.host(), cluster.port());
      case PASSTHROUGH, BLACK_HOLE -> unlisted(entry, traits, cluster, host);
      case ROUTE -> new Called(cluster, ofRouteRule(cluster), host, Traits.upstreamPort(traits));
      case INTERNAL, STATISTICS, OTHER ->
          new Called(
              cluster,
              ServiceName.ofHost(cluster.host()),
              cluster.host(),
              Traits.upstreamPort(traits));
      case NONE, INBOUND -> ofAuthority(entry, traits, cluster, host);
    };
  }

  /**
   * Routes named like a cluster, and the routes that Istio makes for what no route was made for.
   */
  private static ClusterName ofRoute(ProtocolEntry entry) {
    String route = entry.string(ProtocolEntry.ROUTE_NAME);
    return switch (route) {
      case "allow_any", "allow_any_dynamic_dns" -> ClusterName.of("PassthroughCluster");
      case "block_all" -> ClusterName.of("BlackHoleCluster");
      default -> {
        ClusterName cluster = ClusterName.of(route);
        boolean isNamed = cluster.kind() == Kind.OUTBOUND || cluster.kind() == Kind.ROUTE;
        yield isNamed ? cluster : ClusterName.NONE;
      }
    };
  }

  /** Which of its backends a rule chose is not told: the route stands for them. */
  private static ServiceName ofRouteRule(ClusterName cluster) {
    int slash = cluster.host().indexOf('/');
    return new ServiceName(cluster.host().substring(0, slash), cluster.host().substring(slash + 1));
  }

  /** The application called an address: the authority says why, else the TLS name. */
  private Called unlisted(ProtocolEntry entry, long traits, ClusterName cluster, String host) {
    String name = host;
    if (name.isEmpty()) {
      name = entry.string(ProtocolEntry.SNI);
    }
    if (name.isEmpty()) {
      name = Addresses.canonical(entry.string(ProtocolEntry.UPSTREAM_ADDRESS));
    }
    if (name.isEmpty()) {
      name = Addresses.canonical(entry.string(ProtocolEntry.LOCAL_ADDRESS));
    }
    int upstreamPort = Traits.upstreamPort(traits);
    int port = upstreamPort == 0 ? localPort(traits) : upstreamPort;
    return new Called(cluster, ServiceName.ofHost(name), name, port);
  }

  private Called ofAuthority(ProtocolEntry entry, long traits, ClusterName cluster, String host) {
    int port = Addresses.port(entry.string(ProtocolEntry.AUTHORITY));
    if (port == 0 && node.role() == Role.SIDECAR) {
      port = localPort(traits);
    }
    return new Called(cluster, service(host), host, port);
  }

  /** A name without dots is one of the caller's own namespace, as in its DNS. */
  private ServiceName service(String host) {
    boolean isShort =
        node.role() == Role.SIDECAR
            && !host.isEmpty()
            && host.indexOf('.') < 0
            && host.indexOf(':') < 0
            && !host.equals("localhost")
            && !host.equals(Hosts.OVERFLOW);
    return isShort ? new ServiceName(node.workload().namespace(), host) : ServiceName.ofHost(host);
  }

  private static int localPort(long traits) {
    int port = Traits.localPort(traits);
    return port == REDIRECTED_PORT ? 0 : port;
  }
}

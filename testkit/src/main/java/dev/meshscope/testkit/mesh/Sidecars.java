package dev.meshscope.testkit.mesh;

import dev.meshscope.testkit.mesh.ProxySpec.HttpListener;
import dev.meshscope.testkit.mesh.ProxySpec.TcpListener;
import dev.meshscope.testkit.mesh.Route.Answer;
import dev.meshscope.testkit.mesh.Route.Match;
import dev.meshscope.testkit.mesh.Route.Policy;
import dev.meshscope.testkit.mesh.Route.VirtualHost;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Proxies beside HTTP applications, and the routes that they have in common. */
final class Sidecars {
  private static final int APP_PORT = Bookinfo.APP_PORT;
  private static final int BAD_GATEWAY = 502;

  /** Istio's route for hosts that it does not know, where they are allowed. */
  static final VirtualHost ALLOW_ANY =
      new VirtualHost(
          "allow_any",
          List.of("*"),
          List.of(Route.toCluster("allow_any", Match.ANY, ClusterName.PASSTHROUGH)));

  /** The same where they are forbidden. */
  static final VirtualHost BLOCK_ALL =
      new VirtualHost(
          "block_all",
          List.of("*"),
          List.of(new Route("block_all", Match.ANY, new Answer(BAD_GATEWAY, ""), Policy.NONE)));

  private Sidecars() {}

  /** A sidecar that takes callers of the mesh only, in front of an HTTP/1.1 application. */
  static ProxySpec strict(Pod pod, Outbound outbound) {
    return sidecar(pod, MutualTls.STRICT, toApp(pod), outbound);
  }

  /** The same for any caller. */
  static ProxySpec permissive(Pod pod, Outbound outbound) {
    return sidecar(pod, MutualTls.PERMISSIVE, toApp(pod), outbound);
  }

  static ProxySpec sidecar(Pod pod, MutualTls mutualTls, UpstreamCluster toApp, Outbound outbound) {
    Route route = Route.toCluster("default", Match.ANY, toApp.name());
    VirtualHost host = new VirtualHost("inbound|http|" + APP_PORT, List.of("*"), List.of(route));
    List<HttpListener> listeners =
        List.of(
            new HttpListener(Side.INBOUND, IstioPorts.INBOUND, mutualTls, List.of(host)),
            new HttpListener(
                Side.OUTBOUND, IstioPorts.OUTBOUND, MutualTls.DISABLE, outbound.hosts()));
    return new ProxySpec(
        pod,
        Set.of(ReportKind.ACCESS_LOG_SERVICE),
        listeners,
        outbound.connections(),
        Stream.concat(Stream.of(toApp), outbound.clusters().stream()).toList());
  }

  static UpstreamCluster toApp(Pod pod) {
    return UpstreamCluster.toApp(pod, ClusterName.inbound(APP_PORT));
  }

  /** A service of the mesh under its short and its full name, as Istio lists its domains. */
  static VirtualHost host(String name, int port, List<Route> routes) {
    String full = service(name);
    return new VirtualHost(
        full + ":" + port, List.of(name + ":" + port, full + ":" + port), routes);
  }

  /** A host outside the mesh. */
  static VirtualHost outside(String host, Route route) {
    return new VirtualHost(host + ":80", List.of(host), List.of(route));
  }

  static Route forward(int port, String host) {
    return Route.toCluster("default", Match.ANY, ClusterName.outbound(port, "", host));
  }

  static String service(String name) {
    return name + ".bookinfo.svc.cluster.local";
  }

  /**
   * What a sidecar does for the calls of its application.
   *
   * @param hosts hosts that it knows
   * @param connections ports with a plain TCP proxy
   * @param clusters all clusters that the two name
   */
  record Outbound(
      List<VirtualHost> hosts, List<TcpListener> connections, List<UpstreamCluster> clusters) {
    static final Outbound NONE = new Outbound(List.of(), List.of(), List.of());

    static Outbound of(VirtualHost host, UpstreamCluster cluster) {
      return new Outbound(List.of(host), List.of(), List.of(cluster));
    }
  }
}

package dev.meshscope.testkit.nginx;

import dev.meshscope.testkit.mesh.Subnet;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What nginx is told: where it listens, whom it asks, whom it reports to.
 *
 * @param listen its own address, which it also calls from
 * @param syslog where its access log goes
 * @param hosts the hosts of each group, in the order of the configuration
 * @param foreign groups whose hosts are there without us
 */
public record NginxPlan(
    InetSocketAddress listen,
    InetSocketAddress syslog,
    Map<Backend, List<InetSocketAddress>> hosts,
    Set<Backend> foreign) {
  private static final int PORT = 18_080;
  private static final int FIRST_HOST = 20;
  private static final int DOWN_HOST = 90;

  public NginxPlan {
    hosts = Map.copyOf(hosts);
    foreign = Set.copyOf(foreign);
  }

  /**
   * Every pod on an address of its own out of the subnet; nobody listens on those that are down.
   */
  public static NginxPlan on(Subnet subnet, InetSocketAddress syslog) {
    InetSocketAddress firstDown = host(subnet, DOWN_HOST);
    InetSocketAddress otherDown = host(subnet, DOWN_HOST + 1);
    Map<Backend, List<InetSocketAddress>> hosts = new EnumMap<>(Backend.class);
    int number = FIRST_HOST;
    for (Backend backend : Backend.values()) {
      hosts.put(
          backend,
          switch (backend) {
            case API -> List.of(firstDown, host(subnet, number));
            case DOWN, GIVEN_UP -> List.of(firstDown, otherDown);
            default -> List.of(host(subnet, number));
          });
      number++;
    }
    return new NginxPlan(host(subnet, 10), syslog, hosts, Set.of());
  }

  /** The same with hosts for one group that somebody else runs, e.g. a proxy of a mesh. */
  public NginxPlan with(Backend backend, List<InetSocketAddress> others) {
    Map<Backend, List<InetSocketAddress>> changed = new EnumMap<>(hosts);
    changed.put(backend, List.copyOf(others));
    Set<Backend> run = EnumSet.of(backend);
    run.addAll(foreign);
    return new NginxPlan(listen, syslog, changed, run);
  }

  /** The hosts of a group. */
  public List<InetSocketAddress> hostsOf(Backend backend) {
    return hosts.getOrDefault(backend, List.of());
  }

  private static InetSocketAddress host(Subnet subnet, int number) {
    return new InetSocketAddress(subnet.address(number), PORT);
  }
}

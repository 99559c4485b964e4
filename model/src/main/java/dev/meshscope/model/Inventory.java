package dev.meshscope.model;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.List;

/**
 * What only the platform knows of a tenant's clusters: which addresses are nodes and pods, and how
 * its services are reached. Topic {@code inventory} is compacted by the key; a key without value
 * takes a version back.
 *
 * @param key whose, and from when on
 * @param clusters all of them, at most {@value #CLUSTERS_MAX}
 */
public record Inventory(Key key, List<Cluster> clusters) {
  public static final int CLUSTERS_MAX = 100;

  /** Namespaces, nodes or services of one cluster. */
  public static final int MEMBERS_MAX = 50_000;

  /** Ranges of one kind of one cluster. */
  public static final int CIDRS_MAX = 20_000;

  /** Addresses of one kind, or node ports, of one service. */
  public static final int ADDRESSES_MAX = 1_000;

  public static final int NAME_LENGTH_MAX = 253;
  public static final int PORT_MAX = 65_535;

  public Inventory {
    requireNonNull(key);
    clusters = bounded("clusters", clusters, CLUSTERS_MAX);
  }

  /**
   * A version.
   *
   * @param tenant whose clusters
   * @param sinceMicros from when on it holds, microseconds since the epoch, until the next version
   *     does; the first one for all earlier time too
   */
  public record Key(String tenant, long sinceMicros) {
    public Key {
      requireNonNull(tenant);
    }
  }

  /**
   * One Kubernetes cluster.
   *
   * @param name its id, as the mesh names it
   * @param namespaces names, each at most {@value #NAME_LENGTH_MAX} characters
   * @param nodeAddresses addresses and host names of its nodes, as {@link HostNames} spells them
   * @param podCidrs where its pods have their addresses; nodes may lie in them
   * @param serviceCidrs where its services have their cluster addresses
   * @param services its services
   */
  public record Cluster(
      String name,
      List<String> namespaces,
      List<String> nodeAddresses,
      List<Cidr> podCidrs,
      List<Cidr> serviceCidrs,
      List<Service> services) {
    public Cluster {
      named("name", name);
      namespaces = bounded("namespaces", namespaces, MEMBERS_MAX);
      namespaces.forEach(namespace -> named("namespaces", namespace));
      nodeAddresses = bounded("nodeAddresses", nodeAddresses, MEMBERS_MAX);
      nodeAddresses.forEach(address -> hosted("nodeAddresses", address));
      podCidrs = bounded("podCidrs", podCidrs, CIDRS_MAX);
      serviceCidrs = bounded("serviceCidrs", serviceCidrs, CIDRS_MAX);
      services = bounded("services", services, MEMBERS_MAX);
    }
  }

  /**
   * One Kubernetes Service.
   *
   * @param name its namespace and name
   * @param clusterAddresses addresses inside the cluster; none for a headless one
   * @param nodePorts its ports on every node, 1–{@value #PORT_MAX}
   * @param loadBalancerAddresses addresses and host names outside, as {@link HostNames} spells them
   */
  public record Service(
      ServiceName name,
      List<IpAddress> clusterAddresses,
      List<Integer> nodePorts,
      List<String> loadBalancerAddresses) {
    public Service {
      named("namespace", name.namespace());
      named("name", name.name());
      clusterAddresses = bounded("clusterAddresses", clusterAddresses, ADDRESSES_MAX);
      nodePorts = bounded("nodePorts", nodePorts, ADDRESSES_MAX);
      nodePorts.forEach(port -> require(port >= 1 && port <= PORT_MAX, "nodePorts", port));
      loadBalancerAddresses =
          bounded("loadBalancerAddresses", loadBalancerAddresses, ADDRESSES_MAX);
      loadBalancerAddresses.forEach(address -> hosted("loadBalancerAddresses", address));
    }
  }

  private static <T> List<T> bounded(String what, Collection<T> values, int max) {
    require(values.size() <= max, what, values.size() + " of at most " + max);
    return List.copyOf(values);
  }

  private static void named(String what, String name) {
    require(!name.isEmpty() && name.length() <= NAME_LENGTH_MAX, what, name);
  }

  private static void hosted(String what, String text) {
    require(HostNames.canonical(text).filter(text::equals).isPresent(), what, text);
  }

  private static void require(boolean holds, String what, Object value) {
    if (!holds) {
      throw new IllegalArgumentException(what + " cannot have " + value);
    }
  }
}

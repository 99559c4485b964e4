package dev.meshscope.aggregator.aggregate;

import dev.meshscope.model.AddressRanges;
import dev.meshscope.model.Inventory;
import dev.meshscope.model.IpAddress;
import dev.meshscope.model.ServiceName;
import dev.meshscope.model.Workload;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One version of an inventory, so that it can be asked. What it says twice it does not say. */
final class Platform {
  private final Map<String, Cluster> clusters = new HashMap<>();
  private final Map<String, String> clusterOfNamespace = new HashMap<>();
  private final Set<IpAddress> nodes = new HashSet<>();
  private final AddressRanges pods;

  Platform(Inventory inventory) {
    inventory.clusters().forEach(this::add);
    pods =
        new AddressRanges(
            inventory.clusters().stream().flatMap(one -> one.podCidrs().stream()).toList());
  }

  /** What has an address. */
  enum Place {
    NODE,
    POD,
    ELSEWHERE,
    /** The text is no IP address. */
    NOWHERE
  }

  /** A node may have its address among those of pods: then it is the node's. */
  Place place(String address) {
    Optional<IpAddress> ip = IpAddress.parse(address);
    if (ip.isEmpty()) {
      return Place.NOWHERE;
    }
    if (nodes.contains(ip.get())) {
      return Place.NODE;
    }
    return pods.contains(ip.get()) ? Place.POD : Place.ELSEWHERE;
  }

  /** The workload in the one cluster that has its namespace, if it names none itself. */
  Workload placed(Workload workload) {
    if (!workload.cluster().isEmpty()) {
      return workload;
    }
    String cluster = clusterOf(workload.namespace());
    return cluster.isEmpty() ? workload : workload.in(cluster);
  }

  /** The one cluster that has the namespace; empty for none and for several. */
  String clusterOf(String namespace) {
    return clusterOfNamespace.getOrDefault(namespace, "");
  }

  @Nullable Cluster cluster(String name) {
    return clusters.get(name);
  }

  private void add(Inventory.Cluster cluster) {
    clusters.put(cluster.name(), Cluster.of(cluster));
    cluster.nodeAddresses().stream().flatMap(Platform::ip).forEach(nodes::add);
    Stream<String> ofServices = cluster.services().stream().map(one -> one.name().namespace());
    Stream.concat(cluster.namespaces().stream(), ofServices)
        .distinct()
        .forEach(name -> clusterOfNamespace.merge(name, cluster.name(), (_, _) -> ""));
  }

  private static Stream<IpAddress> ip(String address) {
    return IpAddress.parse(address).stream();
  }

  /**
   * One cluster.
   *
   * @param nodeHosts addresses and names of its nodes
   * @param hasPodCidrs whether it is known which addresses its pods have
   * @param services by name
   * @param serviceAt by cluster address
   */
  record Cluster(
      Set<String> nodeHosts,
      boolean hasPodCidrs,
      Map<ServiceName, Service> services,
      Map<IpAddress, ServiceName> serviceAt) {
    static Cluster of(Inventory.Cluster cluster) {
      Map<ServiceName, Service> services = new HashMap<>();
      Map<IpAddress, ServiceName> serviceAt = new HashMap<>();
      for (Inventory.Service service : cluster.services()) {
        services.put(service.name(), Service.of(service));
        for (IpAddress address : service.clusterAddresses()) {
          serviceAt.merge(address, service.name(), (_, _) -> ServiceName.NONE);
        }
      }
      return new Cluster(
          Set.copyOf(cluster.nodeAddresses()), !cluster.podCidrs().isEmpty(), services, serviceAt);
    }

    /** Whether the host is one of its nodes. */
    boolean hasNode(String host) {
      return nodeHosts.contains(host);
    }

    @Nullable Service service(ServiceName name) {
      return services.get(name);
    }

    /** The service with that cluster address; null for none and for several. */
    @Nullable ServiceName serviceAt(String address) {
      ServiceName name = IpAddress.parse(address).map(serviceAt::get).orElse(ServiceName.NONE);
      return name.equals(ServiceName.NONE) ? null : name;
    }
  }

  /**
   * One service.
   *
   * @param hasNodePorts whether it can be called on nodes
   * @param balancers addresses and names of its load balancers
   */
  record Service(boolean hasNodePorts, Set<String> balancers) {
    static Service of(Inventory.Service service) {
      return new Service(
          !service.nodePorts().isEmpty(), Set.copyOf(service.loadBalancerAddresses()));
    }

    boolean isBalancedAt(String host) {
      return balancers.contains(host);
    }

    boolean hasBalancers() {
      return !balancers.isEmpty();
    }
  }
}

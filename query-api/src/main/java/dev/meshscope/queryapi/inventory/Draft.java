package dev.meshscope.queryapi.inventory;

import dev.meshscope.model.Cidr;
import dev.meshscope.model.Inventory;
import dev.meshscope.model.IpAddress;
import dev.meshscope.model.ServiceName;
import java.util.Comparator;
import java.util.List;

/** An inventory as it stands in a document, with the place of everything. */
record Draft(List<Cluster> clusters) {
  private static final Comparator<Cidr> BY_ADDRESS =
      Comparator.comparing(Cidr::first).thenComparingInt(Cidr::prefixBits);
  private static final Comparator<ServiceName> BY_NAME =
      Comparator.comparing(ServiceName::namespace).thenComparing(ServiceName::name);

  /** What it says, in an order of its own: the document's means nothing. */
  List<Inventory.Cluster> finished() {
    return clusters.stream()
        .map(Cluster::finished)
        .sorted(Comparator.comparing(Inventory.Cluster::name))
        .toList();
  }

  /** One cluster. */
  record Cluster(
      Placed<String> name,
      List<Placed<String>> namespaces,
      List<Placed<String>> nodeAddresses,
      List<Placed<Cidr>> podCidrs,
      List<Placed<Cidr>> serviceCidrs,
      List<Service> services) {
    private Inventory.Cluster finished() {
      return new Inventory.Cluster(
          name.value(),
          sorted(namespaces, Comparator.naturalOrder()),
          sorted(nodeAddresses, Comparator.naturalOrder()),
          sorted(podCidrs, BY_ADDRESS),
          sorted(serviceCidrs, BY_ADDRESS),
          services.stream()
              .map(Service::finished)
              .sorted(Comparator.comparing(Inventory.Service::name, BY_NAME))
              .toList());
    }
  }

  /** One service. */
  record Service(
      Placed<ServiceName> name,
      List<Placed<IpAddress>> clusterAddresses,
      List<Placed<Integer>> nodePorts,
      List<Placed<String>> loadBalancerAddresses) {
    private Inventory.Service finished() {
      return new Inventory.Service(
          name.value(),
          sorted(clusterAddresses, Comparator.naturalOrder()),
          sorted(nodePorts, Comparator.naturalOrder()),
          sorted(loadBalancerAddresses, Comparator.naturalOrder()));
    }
  }

  private static <T> List<T> sorted(List<Placed<T>> values, Comparator<? super T> order) {
    return values.stream().map(Placed::value).sorted(order).toList();
  }
}

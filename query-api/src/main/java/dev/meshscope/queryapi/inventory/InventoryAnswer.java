package dev.meshscope.queryapi.inventory;

import dev.meshscope.model.Cidr;
import dev.meshscope.model.Inventory;
import dev.meshscope.model.IpAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * The inventory in force, as an answer.
 *
 * @param since from when on it holds, RFC 3339
 * @param inventory the document, which may be given again as it is
 */
public record InventoryAnswer(String since, Document inventory) {
  /** Renders an inventory. */
  public static InventoryAnswer of(Inventory inventory) {
    Instant since = Instant.EPOCH.plus(inventory.key().sinceMicros(), ChronoUnit.MICROS);
    return new InventoryAnswer(
        since.toString(), new Document(inventory.clusters().stream().map(Cluster::of).toList()));
  }

  /** The whole inventory of a tenant. */
  public record Document(List<Cluster> clusters) {}

  /** One cluster. */
  public record Cluster(
      String name,
      List<String> namespaces,
      List<String> nodeAddresses,
      List<String> podCidrs,
      List<String> serviceCidrs,
      List<Service> services) {
    static Cluster of(Inventory.Cluster cluster) {
      return new Cluster(
          cluster.name(),
          cluster.namespaces(),
          cluster.nodeAddresses(),
          cluster.podCidrs().stream().map(Cidr::toString).toList(),
          cluster.serviceCidrs().stream().map(Cidr::toString).toList(),
          cluster.services().stream().map(Service::of).toList());
    }
  }

  /** One service. */
  public record Service(
      String namespace,
      String name,
      List<String> clusterAddresses,
      List<Integer> nodePorts,
      List<String> loadBalancerAddresses) {
    static Service of(Inventory.Service service) {
      return new Service(
          service.name().namespace(),
          service.name().name(),
          service.clusterAddresses().stream().map(IpAddress::toString).toList(),
          service.nodePorts(),
          service.loadBalancerAddresses());
    }
  }
}

package dev.meshscope.aggregator.aggregate;

import dev.meshscope.model.Cidr;
import dev.meshscope.model.ConnectionSecurityPolicy;
import dev.meshscope.model.EdgeDetails;
import dev.meshscope.model.EdgeReference;
import dev.meshscope.model.EdgeTraits;
import dev.meshscope.model.Entry;
import dev.meshscope.model.Exit;
import dev.meshscope.model.Inventory;
import dev.meshscope.model.IpAddress;
import dev.meshscope.model.NodeKind;
import dev.meshscope.model.Party;
import dev.meshscope.model.Protocol;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.ServiceName;
import dev.meshscope.model.TrafficClass;
import dev.meshscope.model.Workload;
import java.util.List;

/** What the platform of {@link TestMesh} knows, and edges that ask it. */
final class TestPlatform {
  static final String NODE = "192.168.0.10";
  static final String NODE_6 = "fd00:1::10";
  static final String POD = "10.0.3.4";
  static final String POD_6 = "fd00:10::3:4";
  static final String CLIENT = "198.51.100.9";
  static final String CLIENT_6 = "2001:db8::9";

  /** With node ports only. */
  static final String PORTED = "ported";

  /** With load balancers only. */
  static final String BALANCED = "balanced";

  /** With node ports and load balancers. */
  static final String BOTH = "both";

  /** With node ports, and load balancers on the nodes themselves. */
  static final String ON_NODES = "on-nodes";

  /** Only reached inside. */
  static final String INNER = "inner";

  private TestPlatform() {}

  /** Cluster {@code east} since that many seconds after {@link TestMesh#NOW}. */
  static Inventory inventory(long sinceSeconds) {
    return inventory(sinceSeconds, east());
  }

  static Inventory inventory(long sinceSeconds, Inventory.Cluster... clusters) {
    return new Inventory(
        new Inventory.Key(TestMesh.TENANT, TestMesh.NOW + sinceSeconds * TestMesh.SECOND),
        List.of(clusters));
  }

  static Inventory.Cluster east() {
    return new Inventory.Cluster(
        "east",
        List.of("shop", "bank"),
        List.of(NODE, NODE_6, "node-1"),
        List.of(cidr("10.0.0.0/16"), cidr("fd00:10::/56")),
        List.of(cidr("10.96.0.0/12"), cidr("fd00:96::/112")),
        services());
  }

  /** The same cluster, without ranges of pods. */
  static Inventory.Cluster eastWithoutPodCidrs() {
    Inventory.Cluster east = east();
    return new Inventory.Cluster(
        east.name(),
        east.namespaces(),
        east.nodeAddresses(),
        List.of(),
        east.serviceCidrs(),
        east.services());
  }

  /** A cluster of that name that has nothing but namespaces. */
  static Inventory.Cluster cluster(String name, String... namespaces) {
    return new Inventory.Cluster(
        name, List.of(namespaces), List.of(), List.of(), List.of(), List.of());
  }

  static Inventory.Service service(
      String name, String clusterAddress, List<Integer> nodePorts, String... balancers) {
    return new Inventory.Service(
        new ServiceName("shop", name), List.of(ip(clusterAddress)), nodePorts, List.of(balancers));
  }

  private static List<Inventory.Service> services() {
    return List.of(
        service(PORTED, "10.96.0.1", List.of(30_080)),
        service(BALANCED, "10.96.0.2", List.of(), "203.0.113.7", "lb.example.com", "2001:db8::7"),
        service(BOTH, "10.96.0.3", List.of(30_090), "203.0.113.8"),
        service(INNER, "fd00:96::4", List.of()),
        service(ON_NODES, "10.96.0.5", List.of(30_100), NODE));
  }

  static IpAddress ip(String text) {
    return IpAddress.parse(text).orElseThrow();
  }

  static Cidr cidr(String text) {
    return Cidr.parse(text).orElseThrow();
  }

  static Workload workload(String cluster, String namespace, String name) {
    return new Workload(
        new Workload.Identity(cluster, namespace, name, "v1"), name, NodeKind.WORKLOAD);
  }

  /** What a sidecar says of a call from an address to its service under a host. */
  static EdgeReference inbound(String address, String service, String host) {
    return inbound(TestMesh.at(address), service, host, TrafficClass.LIVE);
  }

  static EdgeReference inbound(
      Party source, String service, String host, TrafficClass trafficClass) {
    return new EdgeReference(
        Reporter.DESTINATION,
        source,
        TestMesh.known(service),
        new ServiceName("shop", service),
        new EdgeTraits(Protocol.HTTP, trafficClass, Entry.UNKNOWN, Exit.NONE),
        details(host));
  }

  /** What a sidecar says of a call that its application made to an address it chose itself. */
  static EdgeReference dialed(Workload caller, String address) {
    return new EdgeReference(
        Reporter.SOURCE,
        new Party.Known(caller),
        new Party.ByAddress(address, Party.Principal.NONE, Workload.external("some.host"), true),
        new ServiceName("", "some.host"),
        new EdgeTraits(Protocol.HTTP, TrafficClass.LIVE, Entry.NONE, Exit.PASSTHROUGH),
        details("some.host"));
  }

  static EdgeDetails details(String host) {
    return new EdgeDetails(9080, "", host, "", "", ConnectionSecurityPolicy.NONE);
  }
}

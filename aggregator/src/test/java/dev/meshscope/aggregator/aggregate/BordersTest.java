package dev.meshscope.aggregator.aggregate;

import static dev.meshscope.aggregator.aggregate.TestPlatform.BALANCED;
import static dev.meshscope.aggregator.aggregate.TestPlatform.CLIENT;
import static dev.meshscope.aggregator.aggregate.TestPlatform.INNER;
import static dev.meshscope.aggregator.aggregate.TestPlatform.NODE;
import static dev.meshscope.aggregator.aggregate.TestPlatform.POD;
import static dev.meshscope.aggregator.aggregate.TestPlatform.PORTED;
import static dev.meshscope.aggregator.aggregate.TestPlatform.dialed;
import static dev.meshscope.aggregator.aggregate.TestPlatform.inbound;
import static dev.meshscope.aggregator.aggregate.TestPlatform.inventory;
import static dev.meshscope.aggregator.aggregate.TestPlatform.service;
import static dev.meshscope.aggregator.aggregate.TestPlatform.workload;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.EdgeKey;
import dev.meshscope.model.EdgeReference;
import dev.meshscope.model.EdgeTraits;
import dev.meshscope.model.Entry;
import dev.meshscope.model.Exit;
import dev.meshscope.model.Inventory;
import dev.meshscope.model.NodeKind;
import dev.meshscope.model.Party;
import dev.meshscope.model.Protocol;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.ServiceName;
import dev.meshscope.model.TrafficClass;
import dev.meshscope.model.Workload;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Rule by rule: what the platform knows of ends that nobody announced, and what stays unknown. */
class BordersTest {
  private final Borders borders = new Borders(new Platform(inventory(0)));

  @ParameterizedTest
  @CsvSource({
    // The host is one of the service's load balancers.
    "198.51.100.9, balanced, 203.0.113.7, LOADBALANCER",
    "198.51.100.9, both, 203.0.113.8, LOADBALANCER",
    "192.168.0.10, both, 203.0.113.8, LOADBALANCER",
    "198.51.100.9, balanced, lb.example.com, LOADBALANCER",
    "198.51.100.9, balanced, LB.Example.Com., LOADBALANCER",
    "2001:db8::9, balanced, 2001:DB8:0::7, LOADBALANCER",
    // The host is a node, and the service has node ports.
    "198.51.100.9, ported, 192.168.0.10, NODEPORT",
    "198.51.100.9, both, 192.168.0.10, NODEPORT",
    "198.51.100.9, both, ::ffff:192.168.0.10, NODEPORT",
    "198.51.100.9, both, node-1, NODEPORT",
    "2001:db8::9, both, fd00:1::10, NODEPORT",
    // The service leaves one way only.
    "198.51.100.9, ported, shop.example.com, NODEPORT",
    "192.168.0.10, ported, shop.example.com, NODEPORT",
    "fd00:1::10, ported, shop.example.com, NODEPORT",
    "2001:db8::9, ported, '', NODEPORT",
    "198.51.100.9, balanced, shop.example.com, LOADBALANCER",
    "192.168.0.10, balanced, '', LOADBALANCER",
    // Somebody else's load balancer says nothing.
    "198.51.100.9, ported, 203.0.113.7, NODEPORT",
  })
  void tellsHowACallCameIn(String address, String service, String host, Entry entry) {
    EdgeKey key = key(inbound(address, service, host));

    assertThat(key.traits().entry()).isEqualTo(entry);
    assertThat(key.source()).isEqualTo(Workload.external("client"));
    assertThat(key.destination()).isEqualTo(TestMesh.workload(service));
  }

  @ParameterizedTest
  @CsvSource({
    // Both ways are open, and the host is neither.
    "198.51.100.9, both, shop.example.com",
    "192.168.0.10, both, ''",
    // The nodes are the load balancer.
    "198.51.100.9, on-nodes, 192.168.0.10",
    // No way is open.
    "198.51.100.9, inner, shop.example.com",
    "198.51.100.9, inner, 192.168.0.10",
    // A node without node ports.
    "198.51.100.9, unheard-of, 192.168.0.10",
    // Nobody knows what such text is.
    "/run/app.sock, ported, 192.168.0.10",
    "10.0.0.300, ported, 192.168.0.10",
  })
  void neverGuesses(String address, String service, String host) {
    EdgeReference edge = inbound(address, service, host);

    EdgeKey key = key(edge);

    assertThat(key).isEqualTo(announced(edge));
    assertThat(key.traits().entry()).isEqualTo(Entry.UNKNOWN);
    assertThat(key.source().name()).isEqualTo(address);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.3.4, ported, shop.example.com",
    "10.0.3.4, balanced, 203.0.113.7",
    "10.0.3.4, both, 192.168.0.10",
    "10.0.0.0, inner, ''",
    "10.0.255.255, unheard-of, ''",
    "fd00:10::3:4, ported, ''",
    "::ffff:10.0.3.4, ported, ''",
  })
  void aPodWithoutProxyIsInside(String address, String service, String host) {
    EdgeKey key = key(inbound(address, service, host));

    assertThat(key.traits().entry()).isEqualTo(Entry.NONE);
    assertThat(key.source()).isEqualTo(Workload.ofAddress(address));
  }

  @Test
  void aNodeAmongPodsIsANode() {
    Inventory.Cluster shared = cluster("east", List.of("10.0.9.9"), List.of("10.0.0.0/16"));
    Borders here = new Borders(new Platform(inventory(0, shared)));

    EdgeKey key = key(here, inbound("10.0.9.9", PORTED, ""));

    assertThat(key.traits().entry()).isEqualTo(Entry.NODEPORT);
  }

  @Test
  void withoutRangesOfPodsOnlyHostsAndNodesProveAnything() {
    Borders here = new Borders(new Platform(inventory(0, TestPlatform.eastWithoutPodCidrs())));

    assertThat(entry(here, inbound(CLIENT, PORTED, ""))).isEqualTo(Entry.UNKNOWN);
    assertThat(entry(here, inbound(CLIENT, BALANCED, ""))).isEqualTo(Entry.UNKNOWN);
    assertThat(entry(here, inbound(POD, PORTED, ""))).isEqualTo(Entry.UNKNOWN);
    assertThat(entry(here, inbound(NODE, PORTED, ""))).isEqualTo(Entry.NODEPORT);
    assertThat(entry(here, inbound(CLIENT, PORTED, NODE))).isEqualTo(Entry.NODEPORT);
    assertThat(entry(here, inbound(CLIENT, BALANCED, "203.0.113.7"))).isEqualTo(Entry.LOADBALANCER);
  }

  @Test
  void knowsOnlyServicesOfTheCalleesCluster() {
    Borders here =
        new Borders(
            new Platform(inventory(0, renamed("west"), TestPlatform.cluster("east", "shop"))));

    assertThat(entry(here, inbound(CLIENT, PORTED, ""))).isEqualTo(Entry.UNKNOWN);
  }

  @Test
  void saysNothingOfAClusterThatTheInventoryLacks() {
    Borders here = new Borders(new Platform(inventory(0, renamed("west"))));

    assertThat(entry(here, inbound(CLIENT, PORTED, NODE))).isEqualTo(Entry.UNKNOWN);
    assertThat(entry(here, inbound(POD, PORTED, NODE))).isEqualTo(Entry.UNKNOWN);
    assertThat(key(here, dialed(TestMesh.workload("a"), POD)).traits().exit())
        .isEqualTo(Exit.PASSTHROUGH);
    assertThat(here.isCallerOutside(announced(inbound(NODE, PORTED, "")), NODE)).isFalse();
    assertThat(here.isCallerOutside(announced(inbound(CLIENT, PORTED, "")), CLIENT)).isFalse();
  }

  @Test
  void aProbeOfANodeDidNotComeIn() {
    EdgeReference kubelet = inbound(TestMesh.at(NODE), PORTED, "10.0.1.1", TrafficClass.PROBE);
    EdgeReference balancer =
        inbound(TestMesh.at(CLIENT), BALANCED, "203.0.113.7", TrafficClass.PROBE);

    assertThat(entry(borders, kubelet)).isEqualTo(Entry.UNKNOWN);
    assertThat(entry(borders, balancer)).isEqualTo(Entry.LOADBALANCER);
  }

  @Test
  void aCallerWithoutAddressStaysUnknown() {
    EdgeReference edge =
        inbound(new Party.Known(Workload.UNKNOWN), BALANCED, "203.0.113.7", TrafficClass.LIVE);

    assertThat(key(edge)).isEqualTo(announced(edge));
  }

  @ParameterizedTest
  @EnumSource(names = {"GATEWAY", "INGRESS", "NONE"})
  void keepsTheEntryOfGatewaysAndProvenCallers(Entry entry) {
    EdgeReference plain = inbound(NODE, PORTED, NODE);
    EdgeReference edge =
        new EdgeReference(
            plain.reporter(),
            plain.source(),
            plain.destination(),
            plain.service(),
            plain.traits().withEntry(entry),
            plain.details());

    assertThat(key(edge)).isEqualTo(announced(edge));
  }

  @Test
  void findsTheServiceOfADialedClusterAddress() {
    EdgeKey key = key(dialed(TestMesh.workload("a"), "10.96.0.1"));
    EdgeKey key6 = key(dialed(TestMesh.workload("a"), "fd00:96::4"));

    assertThat(key.service()).isEqualTo(new ServiceName("shop", PORTED));
    assertThat(key.destination()).isEqualTo(Workload.NONE);
    assertThat(key.traits().exit()).isEqualTo(Exit.NONE);
    assertThat(key.source()).isEqualTo(TestMesh.workload("a"));
    assertThat(key6.service()).isEqualTo(new ServiceName("shop", INNER));
  }

  @Test
  void aDialedPodIsInside() {
    EdgeKey key = key(dialed(TestMesh.workload("a"), POD));

    assertThat(key.traits().exit()).isEqualTo(Exit.NONE);
    assertThat(key.destination()).isEqualTo(Workload.ofAddress(POD));
    assertThat(key.service()).isEqualTo(new ServiceName("", "some.host"));
  }

  @ParameterizedTest
  @CsvSource({
    "198.51.100.9",
    "192.168.0.10",
    "10.96.7.7",
    "2001:db8::9",
    "some.host",
    "10.0.0.300"
  })
  void otherDialedAddressesStayAsTheyAre(String address) {
    EdgeReference edge = dialed(TestMesh.workload("a"), address);

    assertThat(key(edge)).isEqualTo(announced(edge));
  }

  @Test
  void aClusterAddressMeansTheServiceOfTheCallersCluster() {
    Inventory.Cluster west =
        new Inventory.Cluster(
            "west",
            List.of("out"),
            List.of(),
            List.of(),
            List.of(),
            List.of(service("other", "10.96.0.1", List.of())));
    Borders here = new Borders(new Platform(inventory(0, TestPlatform.east(), west)));

    assertThat(key(here, dialed(workload("west", "x", "a"), "10.96.0.1")).service().name())
        .isEqualTo("other");
    assertThat(key(here, dialed(workload("", "out", "a"), "10.96.0.1")).service().name())
        .isEqualTo("other");
    assertThat(key(here, dialed(workload("", "shop", "a"), "10.96.0.1")).traits().exit())
        .isEqualTo(Exit.PASSTHROUGH);
    assertThat(key(here, dialed(workload("", "y", "a"), "10.96.0.1")).traits().exit())
        .isEqualTo(Exit.PASSTHROUGH);
  }

  @Test
  void aClusterAddressOfTwoServicesMeansNeither() {
    Inventory.Cluster odd =
        new Inventory.Cluster(
            "east",
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(
                service("one", "10.96.0.1", List.of()), service("two", "10.96.0.1", List.of())));
    EdgeReference edge = dialed(TestMesh.workload("a"), "10.96.0.1");

    assertThat(key(new Borders(new Platform(inventory(0, odd))), edge)).isEqualTo(announced(edge));
  }

  @ParameterizedTest
  @CsvSource({
    "'', shop, east",
    "'', bank, east",
    "'', both, ''",
    "'', nowhere, ''",
    "'', '', ''",
    "mine, bank, mine",
  })
  void givesAWorkloadTheOneClusterOfItsNamespace(
      String cluster, String namespace, String expected) {
    Borders here =
        new Borders(
            new Platform(
                inventory(
                    0,
                    TestPlatform.east(),
                    TestPlatform.cluster("west", "both"),
                    TestPlatform.cluster("north", "both"))));
    Workload one = workload(cluster, namespace, "a");
    EdgeReference edge =
        new EdgeReference(
            Reporter.SOURCE,
            new Party.Known(one),
            new Party.Known(one),
            ServiceName.NONE,
            new EdgeTraits(Protocol.HTTP, TrafficClass.LIVE, Entry.NONE, Exit.NONE),
            TestPlatform.details(""));

    EdgeKey key = key(here, edge);

    assertThat(key.source()).isEqualTo(workload(expected, namespace, "a"));
    assertThat(key.destination()).isEqualTo(key.source());
    assertThat(key.source().kind()).isEqualTo(NodeKind.WORKLOAD);
  }

  @Test
  void aServiceShowsThatItsNamespaceIsInTheCluster() {
    Inventory.Cluster west =
        new Inventory.Cluster(
            "west",
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(service("s", "10.96.0.1", List.of())));
    Platform alone = new Platform(inventory(0, west));
    Platform two = new Platform(inventory(0, west, TestPlatform.east()));

    assertThat(alone.placed(workload("", "shop", "a")).cluster()).isEqualTo("west");
    assertThat(two.placed(workload("", "shop", "a")).cluster()).isEmpty();
  }

  @Test
  void aCalleeWithoutClusterLiesWhereItsServiceDoes() {
    EdgeReference edge = inbound(CLIENT, PORTED, "");
    EdgeReference waypoint =
        new EdgeReference(
            Reporter.WAYPOINT,
            edge.source(),
            TestMesh.at("10.0.3.4"),
            edge.service(),
            edge.traits(),
            edge.details());

    assertThat(entry(borders, waypoint)).isEqualTo(Entry.NODEPORT);
  }

  @Test
  void knowsWhoWillNeverBeAnnounced() {
    EdgeKey called = announced(inbound(CLIENT, INNER, ""));
    EdgeKey dialed = announced(dialed(TestMesh.workload("a"), CLIENT));

    for (String outside : List.of(CLIENT, TestPlatform.CLIENT_6, NODE, "10.96.0.1")) {
      assertThat(borders.isCallerOutside(called, outside)).as(outside).isTrue();
      assertThat(borders.isCalleeOutside(dialed, outside)).as(outside).isTrue();
    }
    for (String inside : List.of(POD, TestPlatform.POD_6, "no-address")) {
      assertThat(borders.isCallerOutside(called, inside)).as(inside).isFalse();
      assertThat(borders.isCalleeOutside(dialed, inside)).as(inside).isFalse();
    }
    // A peer with a certificate, or an endpoint of the mesh, may be a machine outside the cluster.
    assertThat(borders.isCalleeOutside(called, CLIENT)).isFalse();
    assertThat(borders.isCallerOutside(dialed, CLIENT)).isFalse();
  }

  private Entry entry(Borders here, EdgeReference edge) {
    return key(here, edge).traits().entry();
  }

  private EdgeKey key(EdgeReference edge) {
    return key(borders, edge);
  }

  private static EdgeKey key(Borders here, EdgeReference edge) {
    return here.key(edge, announced(edge));
  }

  private static EdgeKey announced(EdgeReference edge) {
    return edge.resolve(_ -> null).key();
  }

  private static Inventory.Cluster renamed(String name) {
    Inventory.Cluster east = TestPlatform.east();
    return new Inventory.Cluster(
        name,
        List.of(),
        east.nodeAddresses(),
        east.podCidrs(),
        east.serviceCidrs(),
        east.services());
  }

  private static Inventory.Cluster cluster(String name, List<String> nodes, List<String> podCidrs) {
    return new Inventory.Cluster(
        name,
        List.of(),
        nodes,
        podCidrs.stream().map(TestPlatform::cidr).toList(),
        List.of(),
        TestPlatform.east().services());
  }
}

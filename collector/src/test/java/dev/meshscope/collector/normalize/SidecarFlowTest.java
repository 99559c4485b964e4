package dev.meshscope.collector.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.ConnectionSecurityPolicy;
import dev.meshscope.model.EdgeReference;
import dev.meshscope.model.Entry;
import dev.meshscope.model.Exit;
import dev.meshscope.model.NodeKind;
import dev.meshscope.model.Party;
import dev.meshscope.model.Party.Principal;
import dev.meshscope.model.Protocol;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.ResponseFlag;
import dev.meshscope.model.ServiceName;
import dev.meshscope.model.Workload;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SidecarFlowTest {
  private static final String RATINGS = "outbound|9080|v1|ratings.bookinfo.svc.cluster.local";
  private static final String SAN = "spiffe://cluster.local/ns/bookinfo/sa/productpage";
  private static final Party ME = new Party.Known(FlowTests.SIDECAR.workload());

  private final FlowTests.Normalizer sidecar = new FlowTests.Normalizer(FlowTests.SIDECAR);

  @Test
  void callsOutToAServiceOfTheMesh() {
    EdgeReference edge = sidecar.edge(outbound().to(RATINGS, "10.0.1.7", 9080));
    assertThat(edge.reporter()).isEqualTo(Reporter.SOURCE);
    assertThat(edge.source()).isEqualTo(ME);
    assertThat(edge.destination())
        .isEqualTo(byAddress("10.0.1.7", Principal.NONE, Workload.ofAddress("10.0.1.7"), true));
    assertThat(edge.service()).isEqualTo(new ServiceName("bookinfo", "ratings"));
    assertThat(edge.details().port()).isEqualTo(9080);
    assertThat(edge.details().subset()).isEqualTo("v1");
    assertThat(edge.details().host()).isEqualTo("ratings");
    assertThat(edge.details().security()).isEqualTo(ConnectionSecurityPolicy.UNKNOWN);
    assertThat(edge.traits().entry()).isEqualTo(Entry.NONE);
    assertThat(edge.traits().exit()).isEqualTo(Exit.NONE);
    assertThat(edge.traits().protocol()).isEqualTo(Protocol.HTTP);
  }

  @Test
  void knowsTheCalleeByItsMetadata() {
    TestEntry entry = outbound().to(RATINGS, "10.0.1.7", 9080);
    EdgeReference edge = sidecar.edge(entry.text(ProtocolEntry.UPSTREAM_PEER, "ratings@bookinfo"));
    assertThat(edge.destination()).isEqualTo(FlowTests.known("bookinfo", "ratings"));
    assertThat(edge.details().destinationPrincipal()).isEqualTo("spiffe://told/ns/n/sa/s");
  }

  @Test
  void knowsTheCalleeByTheMetadataOfOlderProxies() {
    TestEntry entry = outbound().to(RATINGS, "10.0.1.7", 9080);
    EdgeReference edge =
        sidecar.edge(entry.text(ProtocolEntry.WASM_UPSTREAM_PEER, "ratings@bookinfo"));
    assertThat(edge.destination()).isEqualTo(FlowTests.known("bookinfo", "ratings"));
  }

  @Test
  void looksInTheNextPlaceWhenMetadataCannotBeRead() {
    TestEntry entry =
        outbound().to(RATINGS, "10.0.1.7", 9080).text(ProtocolEntry.UPSTREAM_PEER, "rubbish");
    assertThat(sidecar.edge(entry).destination()).isInstanceOf(Party.ByAddress.class);
    assertThat(sidecar.ledger.unknown(Unknown.PEER)).isEqualTo(1);
  }

  @Test
  void knowsTheConnectionToTheCalleeByCustomTags() {
    String mine = "spiffe://cluster.local/ns/bookinfo/sa/reviews";
    String theirs = "spiffe://cluster.local/ns/bookinfo/sa/ratings";
    TestEntry entry =
        outbound()
            .to(RATINGS, "10.0.1.7", 9080)
            .text(ProtocolEntry.UPSTREAM_PEER, "ratings@bookinfo")
            .text(ProtocolEntry.UPSTREAM_LOCAL_SAN, mine)
            .text(ProtocolEntry.UPSTREAM_PEER_SAN, theirs)
            .text(ProtocolEntry.UPSTREAM_TLS, "TLSv1.3");
    EdgeReference edge = sidecar.edge(entry);
    assertThat(edge.details().sourcePrincipal()).isEqualTo(mine);
    assertThat(edge.details().destinationPrincipal()).isEqualTo(theirs);
    assertThat(edge.details().security()).isEqualTo(ConnectionSecurityPolicy.MUTUAL_TLS);
  }

  @ParameterizedTest(name = "local {0}, peer {1}, TLS {2} = {3}")
  @CsvSource({
    "'', '', '', UNKNOWN",
    "'', '', -, NONE",
    "-, -, -, NONE",
    "-, spiffe://d/a, TLSv1.3, NONE",
    "'', spiffe://d/a, TLSv1.3, UNKNOWN",
    "spiffe://d/b, -, TLSv1.3, UNKNOWN",
    "spiffe://d/b, spiffe://d/a, '', MUTUAL_TLS"
  })
  void tellsHowItCallsOutAsFarAsTagsSay(
      String local, String peer, String version, ConnectionSecurityPolicy expected) {
    TestEntry entry =
        outbound()
            .to(RATINGS, "10.0.1.7", 9080)
            .text(ProtocolEntry.UPSTREAM_LOCAL_SAN, local)
            .text(ProtocolEntry.UPSTREAM_PEER_SAN, peer)
            .text(ProtocolEntry.UPSTREAM_TLS, version);
    assertThat(sidecar.edge(entry).details().security()).isEqualTo(expected);
  }

  @Test
  void endsAtTheServiceWhenNoHostWasChosen() {
    TestEntry entry =
        outbound()
            .flags(ResponseFlag.UO)
            .code(503, "upstream_reset_before_response_started{overflow}")
            .text(ProtocolEntry.TAGGED_CLUSTER, RATINGS);
    EdgeReference edge = sidecar.edge(entry);
    assertThat(edge.destination()).isEqualTo(new Party.Known(Workload.NONE));
    assertThat(edge.service()).isEqualTo(new ServiceName("bookinfo", "ratings"));
    assertThat(edge.details().subset()).isEqualTo("v1");
  }

  @ParameterizedTest(name = "authority {0} is {2} in {1}")
  @CsvSource({
    "ratings:9080, bookinfo, ratings",
    "ratings, bookinfo, ratings",
    "ratings.prod.svc.cluster.local:9080, prod, ratings",
    "www.example.com, '', www.example.com",
    "WWW.Example.COM:443, '', www.example.com",
    "10.9.9.9:80, '', 10.9.9.9",
    "[fd00::1]:80, '', fd00::1",
    "localhost:80, '', localhost"
  })
  void namesTheServiceByTheAuthorityWhereNothingElseDoes(
      String authority, String namespace, String name) {
    TestEntry entry = outbound().flags(ResponseFlag.NR).code(404, "route_not_found");
    EdgeReference edge = sidecar.edge(entry.text(ProtocolEntry.AUTHORITY, authority));
    assertThat(edge.service()).isEqualTo(new ServiceName(namespace, name));
    assertThat(edge.details().port()).isEqualTo(Addresses.port(authority));
  }

  @Test
  void namesTheServiceByARouteThatIsNamedLikeACluster() {
    EdgeReference edge =
        sidecar.edge(outbound().flags(ResponseFlag.UH).text(ProtocolEntry.ROUTE_NAME, RATINGS));
    assertThat(edge.service()).isEqualTo(new ServiceName("bookinfo", "ratings"));
  }

  @Test
  void endsOutsideWhenNothingNamesAService() {
    EdgeReference edge = sidecar.edge(outbound().text(ProtocolEntry.AUTHORITY, ""));
    assertThat(edge.destination()).isEqualTo(new Party.Known(Workload.UNKNOWN));
    assertThat(edge.service()).isEqualTo(ServiceName.NONE);
    assertThat(edge.traits().exit()).isEqualTo(Exit.NONE);
  }

  @Test
  void callsAHostOutsideThroughAServiceEntry() {
    EdgeReference edge =
        sidecar.edge(outbound().to("outbound|443||api.example.com", "93.184.216.34", 443));
    assertThat(edge.destination())
        .isEqualTo(
            byAddress(
                "93.184.216.34", Principal.NONE, Workload.external("api.example.com"), false));
    assertThat(edge.service()).isEqualTo(new ServiceName("", "api.example.com"));
    assertThat(edge.traits().exit()).isEqualTo(Exit.SERVICE_ENTRY);
  }

  @Test
  void callsAnUnlistedAddress() {
    EdgeReference edge = sidecar.edge(outbound().to("PassthroughCluster", "10.9.9.9", 8080));
    assertThat(edge.destination())
        .isEqualTo(byAddress("10.9.9.9", Principal.NONE, Workload.external("ratings"), true));
    assertThat(edge.traits().exit()).isEqualTo(Exit.PASSTHROUGH);
    assertThat(edge.details().port()).isEqualTo(8080);
  }

  @Test
  void callsAnUnlistedAddressByTheNameOfAService() {
    TestEntry entry =
        outbound()
            .to("PassthroughCluster", "10.9.9.9", 8080)
            .text(ProtocolEntry.AUTHORITY, "a.b.svc.cluster.local");
    EdgeReference edge = sidecar.edge(entry);
    assertThat(edge.service()).isEqualTo(new ServiceName("b", "a"));
    assertThat(edge.destination())
        .isEqualTo(byAddress("10.9.9.9", Principal.NONE, Workload.ofAddress("10.9.9.9"), true));
    assertThat(edge.traits().exit()).isEqualTo(Exit.PASSTHROUGH);
  }

  @Test
  void namesAnUnlistedConnectionByItsTlsNameElseItsAddress() {
    TestEntry connection =
        TestEntry.tcp().from("10.0.1.5", "1.2.3.4", 443).to("PassthroughCluster", "1.2.3.4", 443);
    EdgeReference edge = sidecar.edge(connection);
    assertThat(edge.service()).isEqualTo(new ServiceName("", "1.2.3.4"));
    assertThat(edge.traits().protocol()).isEqualTo(Protocol.TCP);
    edge = sidecar.edge(connection.text(ProtocolEntry.SNI, "www.example.com"));
    assertThat(edge.service()).isEqualTo(new ServiceName("", "www.example.com"));
  }

  @Test
  void runsIntoABlackHole() {
    TestEntry byRoute =
        outbound()
            .code(502, "direct_response")
            .text(ProtocolEntry.AUTHORITY, "evil.example.com")
            .text(ProtocolEntry.ROUTE_NAME, "block_all");
    EdgeReference edge = sidecar.edge(byRoute);
    assertThat(edge.traits().exit()).isEqualTo(Exit.BLACKHOLE);
    assertThat(edge.destination())
        .isEqualTo(new Party.Known(Workload.external("evil.example.com")));
    TestEntry connection =
        TestEntry.tcp()
            .from("10.0.1.5", "1.2.3.4", 443)
            .text(ProtocolEntry.TAGGED_CLUSTER, "BlackHoleCluster");
    edge = sidecar.edge(connection);
    assertThat(edge.traits().exit()).isEqualTo(Exit.BLACKHOLE);
    assertThat(edge.service()).isEqualTo(new ServiceName("", "1.2.3.4"));
  }

  @Test
  void isCalledByAPeerWithMetadata() {
    TestEntry entry =
        inbound()
            .text(ProtocolEntry.DOWNSTREAM_PEER, "productpage@bookinfo")
            .text(ProtocolEntry.PEER_SAN, SAN)
            .text(ProtocolEntry.LOCAL_SAN, "spiffe://cluster.local/ns/bookinfo/sa/reviews")
            .text(ProtocolEntry.SNI, "outbound_.9080_.v1_.reviews.bookinfo.svc.cluster.local")
            .number(ProtocolEntry.PEER_HAS_CERTIFICATE, 1);
    EdgeReference edge = sidecar.edge(entry);
    assertThat(edge.reporter()).isEqualTo(Reporter.DESTINATION);
    assertThat(edge.source()).isEqualTo(FlowTests.known("bookinfo", "productpage"));
    assertThat(edge.destination()).isEqualTo(ME);
    assertThat(edge.service()).isEqualTo(new ServiceName("bookinfo", "reviews"));
    assertThat(edge.details().subset()).isEqualTo("v1");
    assertThat(edge.details().sourcePrincipal()).isEqualTo(SAN);
    assertThat(edge.details().destinationPrincipal())
        .isEqualTo("spiffe://cluster.local/ns/bookinfo/sa/reviews");
    assertThat(edge.details().security()).isEqualTo(ConnectionSecurityPolicy.MUTUAL_TLS);
    assertThat(edge.traits().entry()).isEqualTo(Entry.NONE);
  }

  @Test
  void takesThePrincipalFromTheMetadataWhereThereIsNoCertificate() {
    TestEntry entry = inbound().text(ProtocolEntry.DOWNSTREAM_PEER, "productpage@bookinfo");
    assertThat(sidecar.edge(entry).details().sourcePrincipal())
        .isEqualTo("spiffe://told/ns/n/sa/s");
  }

  @Test
  void isCalledByAPeerWithACertificateOnly() {
    EdgeReference edge = sidecar.edge(inbound().text(ProtocolEntry.PEER_SAN, SAN));
    Workload bySan =
        new Workload(
            new Workload.Identity("", "bookinfo", "productpage", ""),
            "productpage",
            NodeKind.WORKLOAD);
    assertThat(edge.source())
        .isEqualTo(byAddress("10.0.1.9", new Principal("bookinfo", "productpage"), bySan, true));
    assertThat(edge.traits().entry()).isEqualTo(Entry.NONE);
  }

  @Test
  void isCalledBySomebodyWithAnAddressOnly() {
    EdgeReference edge = sidecar.edge(inbound());
    assertThat(edge.source())
        .isEqualTo(byAddress("10.0.1.9", Principal.NONE, Workload.ofAddress("10.0.1.9"), true));
    assertThat(edge.traits().entry()).isEqualTo(Entry.UNKNOWN);
    assertThat(edge.details().security()).isEqualTo(ConnectionSecurityPolicy.NONE);
    assertThat(edge.service()).isEqualTo(new ServiceName("bookinfo", "reviews"));
    assertThat(edge.details().port()).isEqualTo(9080);
  }

  @Test
  void isCalledInAWayThatNothingTells() {
    TestEntry call = inbound().number(ProtocolEntry.CERTIFICATE_UNTOLD, 1);
    assertThat(sidecar.edge(call).details().security()).isEqualTo(ConnectionSecurityPolicy.UNKNOWN);
    assertThat(sidecar.edge(inbound()).details().security())
        .isEqualTo(ConnectionSecurityPolicy.NONE);
  }

  @Test
  void isCalledByNobodyKnown() {
    EdgeReference edge = sidecar.edge(TestEntry.http().to("inbound|9080||", "10.0.1.5", 9080));
    assertThat(edge.source()).isEqualTo(new Party.Known(Workload.UNKNOWN));
  }

  @ParameterizedTest(name = "{0} is inbound: {1}")
  @CsvSource({
    "inbound|9080||, true",
    "InboundPassthroughCluster, true",
    "outbound|80||a.b.svc.cluster.local, false",
    "PassthroughCluster, false",
    "BlackHoleCluster, false"
  })
  void tellsTheDirectionByTheClusterOfTheHostThenByTheTag(String cluster, boolean isInbound) {
    TestEntry byHost =
        TestEntry.http()
            .from("1.1.1.1", "2.2.2.2", isInbound ? 15001 : 15006)
            .text(ProtocolEntry.UPSTREAM_CLUSTER, cluster);
    TestEntry byTag =
        TestEntry.http()
            .from("1.1.1.1", "2.2.2.2", isInbound ? 15001 : 15006)
            .text(ProtocolEntry.TAGGED_CLUSTER, cluster);
    assertThat(sidecar.edge(byHost).reporter() == Reporter.DESTINATION).isEqualTo(isInbound);
    assertThat(sidecar.edge(byTag).reporter() == Reporter.DESTINATION).isEqualTo(isInbound);
  }

  @ParameterizedTest(name = "{0} → {1}:{2} is inbound: {3}")
  @CsvSource({
    "1.1.1.1, 2.2.2.2, 15006, true",
    "10.0.1.9, 10.0.1.5, 15001, false",
    "10.0.1.5, 10.96.0.1, 80, false",
    "10.0.1.9, 10.0.1.5, 9080, true",
    "10.0.1.5, 10.0.1.5, 9080, false",
    "1.1.1.1, 2.2.2.2, 80, false"
  })
  void tellsTheDirectionByPortsAndAddressesOtherwise(
      String peer, String local, int port, boolean isInbound) {
    Reporter reporter = sidecar.edge(TestEntry.http().from(peer, local, port)).reporter();
    assertThat(reporter == Reporter.DESTINATION).isEqualTo(isInbound);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-", "", ";"})
  void takesAnEmptyTagForNone(String tag) {
    TestEntry entry = outbound().text(ProtocolEntry.TAGGED_CLUSTER, tag);
    assertThat(sidecar.edge(entry).service()).isEqualTo(new ServiceName("bookinfo", "ratings"));
  }

  private static TestEntry outbound() {
    return TestEntry.http()
        .from("10.0.1.5", "10.96.14.7", 15001)
        .text(ProtocolEntry.AUTHORITY, "ratings:9080");
  }

  private static TestEntry inbound() {
    return TestEntry.http()
        .from("10.0.1.9", "10.0.1.5", 15006)
        .text(ProtocolEntry.AUTHORITY, "reviews:9080")
        .to("inbound|9080||", "10.0.1.5", 9080);
  }

  private static Party byAddress(
      String address, Principal principal, Workload otherwise, boolean waits) {
    return new Party.ByAddress(address, principal, otherwise, waits);
  }
}

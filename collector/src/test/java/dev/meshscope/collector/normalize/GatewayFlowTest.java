package dev.meshscope.collector.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.EdgeReference;
import dev.meshscope.model.Entry;
import dev.meshscope.model.Exit;
import dev.meshscope.model.Party;
import dev.meshscope.model.Party.Principal;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.ResponseFlag;
import dev.meshscope.model.ServiceName;
import dev.meshscope.model.Workload;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class GatewayFlowTest {
  private static final String REVIEWS = "outbound|9080||reviews.bookinfo.svc.cluster.local";
  private static final Party ME = new Party.Known(FlowTests.GATEWAY.workload());

  private final FlowTests.Normalizer gateway = new FlowTests.Normalizer(FlowTests.GATEWAY);

  @Test
  void isCalledByAClientAndCallsAService() {
    List<EdgeReference> edges = gateway.edges(request().to(REVIEWS, "10.0.1.5", 9080));
    assertThat(edges).hasSize(2);
    EdgeReference first = edges.getFirst();
    assertThat(first.reporter()).isEqualTo(Reporter.DESTINATION);
    assertThat(first.source())
        .isEqualTo(
            new Party.ByAddress("203.0.113.9", Principal.NONE, Workload.external("client"), false));
    assertThat(first.destination()).isEqualTo(ME);
    assertThat(first.service()).isEqualTo(new ServiceName("bookinfo", "istio-ingressgateway"));
    assertThat(first.traits().entry()).isEqualTo(Entry.GATEWAY);
    assertThat(first.details().port()).isEqualTo(8080);
    EdgeReference second = edges.getLast();
    assertThat(second.reporter()).isEqualTo(Reporter.SOURCE);
    assertThat(second.source()).isEqualTo(ME);
    assertThat(second.service()).isEqualTo(new ServiceName("bookinfo", "reviews"));
    assertThat(second.traits().entry()).isEqualTo(Entry.NONE);
    assertThat(second.traits().exit()).isEqualTo(Exit.NONE);
  }

  @Test
  void isCalledByAPeerWithMetadata() {
    EdgeReference first =
        gateway.edges(request().text(ProtocolEntry.DOWNSTREAM_PEER, "details@bookinfo")).getFirst();
    assertThat(first.source()).isEqualTo(FlowTests.known("bookinfo", "details"));
    assertThat(first.traits().entry()).isEqualTo(Entry.NONE);
  }

  @Test
  void isCalledByAClientWithoutAddress() {
    EdgeReference first = gateway.edges(TestEntry.http()).getFirst();
    assertThat(first.source()).isEqualTo(new Party.Known(Workload.external("client")));
  }

  @Test
  void leavesTheMeshThroughAnEgressGateway() {
    EdgeReference second =
        gateway
            .edges(request().to("outbound|80||books.example.com", "93.184.216.34", 80))
            .getLast();
    assertThat(second.traits().exit()).isEqualTo(Exit.EGRESS_GATEWAY);
    assertThat(second.destination())
        .isEqualTo(
            new Party.ByAddress(
                "93.184.216.34", Principal.NONE, Workload.external("books.example.com"), false));
  }

  @Test
  void callsAClusterOfAPlainEnvoyByItsName() {
    EdgeReference second = gateway.edges(request().to("books", "10.0.0.8", 80)).getLast();
    assertThat(second.service()).isEqualTo(new ServiceName("", "books"));
    assertThat(second.details().port()).isEqualTo(80);
  }

  @Test
  void callsABackendOfAnEnvoyGatewaysRoute() {
    EdgeReference second =
        gateway.edges(request().to("httproute/shop/cart/rule/0", "10.0.0.8", 8080)).getLast();
    assertThat(second.service()).isEqualTo(new ServiceName("shop", "cart"));
    assertThat(second.destination())
        .isEqualTo(
            new Party.ByAddress("10.0.0.8", Principal.NONE, Workload.ofAddress("10.0.0.8"), true));
    assertThat(second.traits().exit()).isEqualTo(Exit.NONE);
    assertThat(second.details().port()).isEqualTo(8080);
  }

  @Test
  void namesTheServiceByARouteOfAnEnvoyGatewayWhereNoHostWasChosen() {
    TestEntry entry =
        request()
            .flags(ResponseFlag.UH)
            .code(503, "no_healthy_upstream")
            .text(ProtocolEntry.ROUTE_NAME, "httproute/shop/cart/rule/0/match/0/shop_example_com");
    EdgeReference second = gateway.edges(entry).getLast();
    assertThat(second.service()).isEqualTo(new ServiceName("shop", "cart"));
    assertThat(second.destination()).isEqualTo(new Party.Known(Workload.NONE));
  }

  /** Answers that were given before a cluster was chosen. */
  static Stream<Arguments> before() {
    return Stream.of(
        Arguments.of("no route", request().flags(ResponseFlag.NR).code(404, "route_not_found")),
        Arguments.of("no cluster", request().flags(ResponseFlag.NC).code(503, "cluster_not_found")),
        Arguments.of("fault", request().flags(ResponseFlag.FI).code(503, "fault_filter_abort")),
        Arguments.of("denied", request().code(403, "rbac_access_denied_matched_policy[none]")),
        Arguments.of(
            "external denial", request().flags(ResponseFlag.UAEX).code(403, "ext_authz_denied")),
        Arguments.of("limited", request().flags(ResponseFlag.RL).code(429, "request_rate_limited")),
        Arguments.of("redirect", request().code(301, "direct_response")),
        Arguments.of("direct", request().code(200, "direct_response")),
        Arguments.of("bad", request().flags(ResponseFlag.DPE).code(400, "http1.codec_error")),
        Arguments.of(
            "gone", request().flags(ResponseFlag.DC).code(0, "downstream_remote_disconnect")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("before")
  void addsOnlyTheFirstEdgeBeforeAClusterWasChosen(String name, TestEntry entry) {
    assertThat(gateway.edges(entry.text(ProtocolEntry.TAGGED_CLUSTER, REVIEWS))).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = ResponseFlag.class,
      names = {"UH", "UO", "UF", "UT", "UC", "UR", "URX", "UPE", "UMSDR"})
  void addsBothEdgesAfterAClusterWasChosenAlsoWithoutHost(ResponseFlag flag) {
    TestEntry entry =
        request().flags(flag).code(503, "x").text(ProtocolEntry.TAGGED_CLUSTER, REVIEWS);
    List<EdgeReference> edges = gateway.edges(entry);
    assertThat(edges).hasSize(2);
    assertThat(edges.getLast().service()).isEqualTo(new ServiceName("bookinfo", "reviews"));
    assertThat(edges.getLast().destination()).isEqualTo(new Party.Known(Workload.NONE));
  }

  @Test
  void addsBothEdgesOnceTheRouterStartedAnAttempt() {
    TestEntry entry = request().code(0, "").number(ProtocolEntry.ATTEMPTS, 1);
    assertThat(gateway.edges(entry)).hasSize(2);
  }

  @Test
  void doesNotExpandShortHostsAtTheEdge() {
    TestEntry entry = request().flags(ResponseFlag.UH).text(ProtocolEntry.AUTHORITY, "shop");
    assertThat(gateway.edges(entry).getLast().service()).isEqualTo(new ServiceName("", "shop"));
  }

  @Test
  void countsMissingFilterChainsAtTheEdgeAsNoRoute() {
    TestEntry entry =
        TestEntry.tcp()
            .number(ProtocolEntry.LOG_TYPE, 0)
            .flags(ResponseFlag.NR)
            .from("203.0.113.9", "10.0.2.1", 8443);
    assertThat(gateway.edges(entry)).hasSize(1);
  }

  @Test
  void countsWhatANodeReportsThatSaysNothingOfItself() {
    FlowTests.Normalizer unknown = new FlowTests.Normalizer(FlowTests.UNKNOWN);
    List<EdgeReference> edges = unknown.edges(request().to(REVIEWS, "10.0.1.5", 9080));
    assertThat(edges).hasSize(2);
    assertThat(unknown.ledger.unknown(Unknown.NODE)).isEqualTo(1);
  }

  @Test
  void reportsAtAWaypointOnBehalfOfTheService() {
    FlowTests.Normalizer waypoint = new FlowTests.Normalizer(FlowTests.WAYPOINT);
    TestEntry entry =
        TestEntry.http()
            .from("10.0.3.1", "10.96.0.7", 9080)
            .text(ProtocolEntry.REMOTE_ADDRESS, "10.0.1.9")
            .text(ProtocolEntry.PEER_PRINCIPAL, "spiffe://cluster.local/ns/bookinfo/sa/pp")
            .to("inbound-vip|9080|http|reviews.bookinfo.svc.cluster.local", "10.0.1.5:9080", 0)
            .number(ProtocolEntry.UPSTREAM_IS_ENDPOINT, 1);
    EdgeReference edge = waypoint.edge(entry);
    assertThat(edge.reporter()).isEqualTo(Reporter.WAYPOINT);
    assertThat(edge.source())
        .isInstanceOfSatisfying(
            Party.ByAddress.class,
            party -> {
              assertThat(party.address()).isEqualTo("10.0.1.9");
              assertThat(party.principal()).isEqualTo(new Principal("bookinfo", "pp"));
              assertThat(party.waits()).isTrue();
            });
    assertThat(edge.destination())
        .isInstanceOfSatisfying(
            Party.ByAddress.class, party -> assertThat(party.address()).isEqualTo("10.0.1.5"));
    assertThat(edge.service()).isEqualTo(new ServiceName("bookinfo", "reviews"));
    assertThat(edge.details().port()).isEqualTo(9080);
  }

  private static TestEntry request() {
    return TestEntry.http()
        .from("203.0.113.9", "10.0.2.1", 8080)
        .code(200, "")
        .text(ProtocolEntry.AUTHORITY, "bookinfo.example.com");
  }
}

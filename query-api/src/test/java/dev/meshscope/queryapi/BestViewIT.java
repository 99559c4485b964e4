package dev.meshscope.queryapi;

import static dev.meshscope.queryapi.SmallMesh.CART;
import static dev.meshscope.queryapi.SmallMesh.CLIENT;
import static dev.meshscope.queryapi.SmallMesh.GATEWAY;
import static dev.meshscope.queryapi.SmallMesh.PAY;
import static dev.meshscope.queryapi.SmallMesh.PAY_V1;
import static dev.meshscope.queryapi.SmallMesh.PAY_V2;
import static dev.meshscope.queryapi.SmallMesh.WAYPOINT;
import static dev.meshscope.queryapi.SmallMesh.key;
import static dev.meshscope.queryapi.SmallMesh.traits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.EdgeIds;
import dev.meshscope.model.EdgeKey;
import dev.meshscope.model.Grouping;
import dev.meshscope.model.Protocol;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.ReporterEvent;
import dev.meshscope.model.ServiceName;
import dev.meshscope.model.TrafficClass;
import dev.meshscope.model.Workload;
import dev.meshscope.storage.ClickHouseConfig;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Which rows the best view leaves out, case by case; each case has a minute of its own. */
@ExtendWith(SharedEngine.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("engine")
final class BestViewIT {
  private static final Duration CASE = Duration.ofMinutes(1);

  private Instant minute = Instant.now().minus(Duration.ofHours(3)).truncatedTo(ChronoUnit.MINUTES);
  private final List<Report> reports = new ArrayList<>();
  private StoredTraffic traffic;
  private RunningApi api;

  @BeforeAll
  void start(ClickHouseConfig database) throws Exception {
    traffic = new StoredTraffic(database);
    api = RunningApi.on(database);
  }

  @AfterAll
  void stop() throws Exception {
    api.close();
    traffic.close();
  }

  @BeforeEach
  void nextMinute() {
    minute = minute.plus(CASE);
    reports.clear();
  }

  @Test
  void callSeenByBothSidesCountsOnceFromTheCaller() throws Exception {
    report(Reporter.SOURCE, key(CART, PAY_V1, PAY), 5);
    report(Reporter.DESTINATION, key(CART, PAY_V1, PAY), 6);

    JsonNode edge = onlyEdge("");
    assertCounts(edge, "source", 5);
    assertThat(edge.get("requestsBySource").asLong()).isEqualTo(5);
    assertThat(edge.get("requestsByDestination").asLong()).isEqualTo(6);
    assertThat(edge.get("attempts").asLong()).isEqualTo(5);
  }

  @Test
  void callSeenOnlyByTheCalleeCountsFromThere() throws Exception {
    report(Reporter.DESTINATION, key(CART, PAY_V1, PAY), 4);

    JsonNode edge = onlyEdge("");
    assertCounts(edge, "destination", 4);
    assertThat(edge.has("requestsBySource")).isFalse();
    assertThat(edge.has("attempts")).isFalse();
    assertThat(edge.get("service").has("port")).isFalse();
  }

  @Test
  void retryThatEndedElsewhereIsListedWithoutRequests() throws Exception {
    report(Reporter.SOURCE, key(CART, PAY_V2, PAY), 1);
    report(Reporter.DESTINATION, key(CART, PAY_V1, PAY), 1);
    report(Reporter.DESTINATION, key(CART, PAY_V2, PAY), 1);

    JsonNode first = edge(key(CART, PAY_V1, PAY), "");
    assertCounts(first, "destination", 0);
    assertThat(first.get("requestsByDestination").asLong()).isEqualTo(1);
    assertThat(first.get("errors").asLong()).isZero();
    assertThat(first.get("responses").size()).isZero();
    assertThat(first.has("errorRatio")).isFalse();
    assertThat(first.has("latency")).isFalse();
    assertCounts(edge(key(CART, PAY_V2, PAY), ""), "source", 1);
  }

  @Test
  void callThatReachedOnlyTheServiceMatchesByService() throws Exception {
    report(Reporter.SOURCE, key(CART, Workload.NONE, PAY), 3);
    report(Reporter.DESTINATION, key(CART, PAY_V1, PAY), 2);

    assertCounts(edge(key(CART, PAY_V1, PAY), ""), "destination", 0);
    assertCounts(edge(key(CART, Workload.NONE, PAY), ""), "source", 3);
  }

  @Test
  void sameWorkloadUnderAnotherServiceMatchesByWorkload() throws Exception {
    ServiceName alias = new ServiceName(SmallMesh.NAMESPACE, "alias");
    report(Reporter.SOURCE, key(CART, PAY_V1, alias), 3);
    report(Reporter.DESTINATION, key(CART, PAY_V1, PAY), 3);

    assertCounts(edge(key(CART, PAY_V1, PAY), ""), "destination", 0);
  }

  @Test
  void otherWorkloadOfAnotherServiceDoesNotMatch() throws Exception {
    ServiceName other = new ServiceName(SmallMesh.NAMESPACE, "other");
    report(Reporter.SOURCE, key(CART, PAY_V2, other), 3);
    report(Reporter.DESTINATION, key(CART, PAY_V1, PAY), 2);

    assertCounts(edge(key(CART, PAY_V1, PAY), ""), "destination", 2);
  }

  @Test
  void unknownWorkloadsAndServicesAreNobodysEqual() throws Exception {
    report(Reporter.SOURCE, key(CART, Workload.UNKNOWN, PAY), 3);
    report(Reporter.DESTINATION, key(CART, Workload.UNKNOWN, ServiceName.NONE), 2);
    report(Reporter.SOURCE, key(CART, PAY_V2, ServiceName.NONE), 4);

    JsonNode edge = edge(key(CART, Workload.UNKNOWN, ServiceName.NONE), "");
    assertCounts(edge, "destination", 2);
    assertThat(edge.has("service")).isFalse();
  }

  @Test
  void unknownCallersAreNobodysEqual() throws Exception {
    report(Reporter.SOURCE, key(Workload.UNKNOWN, PAY_V1, PAY), 3);
    report(Reporter.DESTINATION, key(Workload.UNKNOWN, PAY_V1, PAY), 2);

    JsonNode edge = onlyEdge("");
    assertCounts(edge, "mixed", 5);
  }

  @Test
  void workloadsOfOneNameInTwoClustersAreDifferent() throws Exception {
    Workload west =
        new Workload(
            new Workload.Identity("west", SmallMesh.NAMESPACE, CART.name(), "v1"),
            CART.canonicalService(),
            CART.kind());
    report(Reporter.SOURCE, key(west, PAY_V1, PAY), 3);
    report(Reporter.DESTINATION, key(CART, PAY_V1, PAY), 2);

    assertCounts(edge(key(CART, PAY_V1, PAY), ""), "destination", 2);
  }

  @Test
  void versionsAreNoPartOfTheMatch() throws Exception {
    Workload next =
        new Workload(
            new Workload.Identity("east", SmallMesh.NAMESPACE, CART.name(), "v2"),
            CART.canonicalService(),
            CART.kind());
    report(Reporter.SOURCE, key(next, PAY_V1, PAY), 3);
    report(Reporter.DESTINATION, key(CART, PAY_V1, PAY), 2);

    JsonNode edge = onlyEdge("");
    assertCounts(edge, "source", 3);
    assertThat(edge.get("requestsByDestination").asLong()).isEqualTo(2);
  }

  @Test
  void tcpAndHttpAreDifferent() throws Exception {
    EdgeKey tcp = new EdgeKey(CART, PAY_V1, PAY, traits(Protocol.TCP, TrafficClass.LIVE));
    report(Reporter.SOURCE, key(CART, PAY_V1, PAY), 3);
    report(Reporter.DESTINATION, tcp, 2);

    assertCounts(edge(tcp, ""), "destination", 2);
  }

  @Test
  void httpAndGrpcAreAlike() throws Exception {
    EdgeKey grpc = new EdgeKey(CART, PAY_V1, PAY, traits(Protocol.GRPC, TrafficClass.LIVE));
    report(Reporter.SOURCE, grpc, 3);
    report(Reporter.DESTINATION, key(CART, PAY_V1, PAY), 2);

    assertCounts(edge(key(CART, PAY_V1, PAY), ""), "destination", 0);
  }

  @Test
  void classesAreDifferent() throws Exception {
    EdgeKey mirror = new EdgeKey(CART, PAY_V1, PAY, traits(Protocol.HTTP, TrafficClass.MIRROR));
    report(Reporter.SOURCE, key(CART, PAY_V1, PAY), 3);
    report(Reporter.DESTINATION, mirror, 2);

    assertThat(edges("").size()).isEqualTo(1);
    assertCounts(edge(mirror, "&class=all"), "destination", 2);
    assertCounts(edge(mirror, "&class=mirror"), "destination", 2);
  }

  @Test
  void waypointStandsInForTheCallerThatDidNotReport() throws Exception {
    report(Reporter.WAYPOINT, key(CART, PAY_V1, PAY), 3);
    report(Reporter.DESTINATION, key(CART, PAY_V1, PAY), 2);

    JsonNode edge = onlyEdge("");
    assertCounts(edge, "waypoint", 3);
    assertThat(edge.has("requestsBySource")).isFalse();
    assertThat(edge.get("requestsByDestination").asLong()).isEqualTo(2);
  }

  @Test
  void waypointIsLeftOutForTheCaller() throws Exception {
    report(Reporter.SOURCE, key(CART, PAY_V1, PAY), 4);
    report(Reporter.WAYPOINT, key(CART, PAY_V1, PAY), 3);

    assertCounts(onlyEdge(""), "source", 4);
  }

  @Test
  void calleeBehindItsWaypointIsLeftOut() throws Exception {
    traffic.addEvents(
        List.of(
            new ReporterEvent(
                StoredTraffic.TENANT,
                "waypoint~10.0.0.9~waypoint.shop~shop.svc.cluster.local",
                "c",
                ReporterEvent.Kind.OPENED,
                minute.toEpochMilli() * 1_000,
                WAYPOINT)));
    report(Reporter.WAYPOINT, key(CART, PAY_V1, PAY), 3);
    report(Reporter.DESTINATION, key(WAYPOINT, PAY_V1, PAY), 3);
    ServiceName direct = new ServiceName(SmallMesh.NAMESPACE, "direct");
    report(Reporter.DESTINATION, key(WAYPOINT, PAY_V1, direct), 2);

    assertCounts(edge(key(CART, PAY_V1, PAY), ""), "waypoint", 3);
    assertCounts(edge(key(WAYPOINT, PAY_V1, PAY), ""), "destination", 0);
    assertCounts(edge(key(WAYPOINT, PAY_V1, direct), ""), "destination", 2);
  }

  @Test
  void calleeBehindAnOrdinaryGatewayIsNotLeftOutForWaypoints() throws Exception {
    report(Reporter.WAYPOINT, key(CART, PAY_V1, PAY), 3);
    report(Reporter.DESTINATION, key(GATEWAY, PAY_V1, PAY), 2);

    assertCounts(edge(key(GATEWAY, PAY_V1, PAY), ""), "destination", 2);
  }

  @Test
  void gatewayHasTwoEdges() throws Exception {
    ServiceName own = new ServiceName(SmallMesh.NAMESPACE, "ingressgateway");
    report(Reporter.DESTINATION, key(CLIENT, GATEWAY, own), 7);
    report(Reporter.SOURCE, key(GATEWAY, PAY_V1, PAY), 6);
    report(Reporter.DESTINATION, key(GATEWAY, PAY_V1, PAY), 6);

    assertCounts(edge(key(CLIENT, GATEWAY, own), ""), "destination", 7);
    assertCounts(edge(key(GATEWAY, PAY_V1, PAY), ""), "source", 6);
    for (String grouping : List.of("workload", "version", "service")) {
      assertThat(kinds("&groupBy=" + grouping)).contains("gateway", "external");
    }
    assertThat(kinds("&groupBy=namespace")).containsOnly("namespace", "external");
    assertThat(kinds("&groupBy=cluster")).containsOnly("cluster", "external");
  }

  @Test
  void decisionIsTheSameUnderEveryFilterAndGrouping() throws Exception {
    // The caller's row lies in another namespace by its service, and has a subset.
    ServiceName elsewhere = new ServiceName("elsewhere", "pay");
    Workload outside =
        new Workload(new Workload.Identity("east", "front", "web", "v1"), "web", CART.kind());
    report(Reporter.SOURCE, key(outside, Workload.NONE, elsewhere), 3);
    report(Reporter.DESTINATION, key(outside, PAY_V1, elsewhere), 3);

    assertCounts(edge(key(outside, PAY_V1, elsewhere), "&namespace=shop"), "destination", 0);
    for (Grouping grouping : Grouping.values()) {
      long sum = 0;
      for (JsonNode edge : edges("&groupBy=" + grouping.text())) {
        sum += edge.get("requests").asLong();
      }
      assertThat(sum).as(grouping.text()).isEqualTo(3);
    }
  }

  @Test
  void decisionIsMadeOverTheWholeRange() throws Exception {
    // Ten seconds apart: no window has both sides.
    reports.addAll(
        SmallMesh.reports(Reporter.SOURCE, key(CART, PAY_V1, PAY), minute.plusSeconds(5), 2));
    reports.addAll(
        SmallMesh.reports(Reporter.DESTINATION, key(CART, PAY_V1, PAY), minute.plusSeconds(35), 2));

    assertCounts(onlyEdge(""), "source", 2);
    Instant half = minute.plusSeconds(30);
    JsonNode late =
        api.json("/api/v1/topology?from=%s&to=%s".formatted(half, minute.plus(CASE)))
            .get("edges")
            .get(0);
    assertCounts(late, "destination", 2);
  }

  @Test
  void oneReportersViewListsOnlyItsEdgesWithBothCounts() throws Exception {
    report(Reporter.SOURCE, key(CART, PAY_V1, PAY), 3);
    report(Reporter.DESTINATION, key(CART, PAY_V1, PAY), 2);
    report(Reporter.DESTINATION, key(CLIENT, PAY_V1, PAY), 9);

    JsonNode source = onlyEdge("&reporter=source");
    assertCounts(source, "source", 3);
    assertThat(source.get("requestsByDestination").asLong()).isEqualTo(2);
    assertThat(edges("&reporter=destination").size()).isEqualTo(2);
    assertCounts(edge(key(CART, PAY_V1, PAY), "&reporter=destination"), "destination", 2);
    assertThat(edges("&reporter=waypoint").size()).isZero();
  }

  private void report(Reporter reporter, EdgeKey key, int count) {
    reports.addAll(SmallMesh.reports(reporter, key, minute.plusSeconds(20), count));
  }

  private JsonNode edges(String more) throws Exception {
    return answer(more).get("edges");
  }

  private JsonNode answer(String more) throws Exception {
    traffic.add(reports);
    reports.clear();
    return api.json("/api/v1/topology?from=%s&to=%s%s".formatted(minute, minute.plus(CASE), more));
  }

  private Set<String> kinds(String more) throws Exception {
    return answer(more)
        .get("nodes")
        .valueStream()
        .map(node -> node.get("kind").asString())
        .collect(Collectors.toSet());
  }

  private JsonNode onlyEdge(String more) throws Exception {
    JsonNode edges = edges(more);
    assertThat(edges.size()).isEqualTo(1);
    return edges.get(0);
  }

  private JsonNode edge(EdgeKey key, String more) throws Exception {
    String id = EdgeIds.edge(StoredTraffic.TENANT, key, Grouping.WORKLOAD);
    return edges(more)
        .valueStream()
        .filter(edge -> edge.get("id").asString().equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no edge " + key));
  }

  private static void assertCounts(JsonNode edge, String view, long requests) {
    assertThat(List.of(edge.get("view").asString(), edge.get("requests").asLong()))
        .isEqualTo(Arrays.asList(view, requests));
  }
}

package dev.meshscope.testkit.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.meshscope.model.Workload;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogCommon;
import io.envoyproxy.envoy.data.accesslog.v3.AccessLogType;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the proxies say of each kind of request, held against what Istio's Envoys say. */
class RequestKindTest {
  private static final Timestamp START = EntryEncoder.timestamp(1_790_000_000_000_000_000L);
  private static final String TAG = "upstream_cluster";
  private static final String DETAILS = "details.bookinfo.svc.cluster.local";
  private static final String REVIEWS = "reviews.bookinfo.svc.cluster.local";

  private final SimulatedBookinfo mesh = new SimulatedBookinfo(0, List.of(PeerMetadata.STRUCT));

  @Test
  void aPageIsReportedOnBothSidesOfEveryHop() {
    List<ProxyEntry> entries = walk(RequestKind.BROWSE, 1);
    assertThat(entries.stream().map(entry -> entry.reporter().pod().workload()))
        .startsWith("details-v1", "productpage-v1")
        .endsWith("productpage-v1", "istio-ingressgateway");
    for (ProxyEntry entry : entries) {
      assertThat(entry.response().code()).isEqualTo(200);
      assertThat(entry.response().flags()).isEmpty();
      assertThat(encoded(entry).getAccessLogType()).isEqualTo(AccessLogType.DownstreamEnd);
      assertThat(encoded(entry).hasResponseFlags()).isFalse();
    }
  }

  @Test
  void reviewsAreSplitByTheirWeights() {
    RandomGenerator random = random(7);
    int[] calls = new int[3];
    for (int i = 0; i < 10_000; i++) {
      for (ProxyEntry entry : new RequestWalk(mesh, RequestKind.BROWSE, random).walk().entries()) {
        String workload = entry.reporter().pod().workload();
        if (workload.startsWith("reviews-") && isInbound(entry)) {
          calls[workload.charAt(workload.length() - 1) - '1']++;
        }
      }
    }
    assertThat(calls[0]).isBetween(6800, 7200);
    assertThat(calls[1]).isBetween(1850, 2150);
    assertThat(calls[2]).isBetween(850, 1150);
  }

  /** Every callee had the request for a part of the time in which its caller waited. */
  @ParameterizedTest
  @EnumSource(
      value = RequestKind.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"TIMED_OUT", "MIRRORED"})
  void calleesAreWithinTheirCallers(RequestKind kind) {
    for (int seed = 0; seed < 50; seed++) {
      List<ProxyEntry> entries = walk(kind, seed);
      ProxyEntry gateway = entries.getLast();
      assertThat(gateway.reporter().isGateway()).isTrue();
      for (ProxyEntry entry : entries) {
        assertThat(entry.span().startNanos()).isGreaterThanOrEqualTo(0);
        assertThat(entry.span().durationNanos()).isPositive();
        assertThat(end(entry)).isLessThanOrEqualTo(end(gateway));
      }
      for (ProxyEntry callee : entries) {
        entries.stream()
            .filter(caller -> !caller.equals(callee) && isPair(caller, callee))
            .forEach(caller -> assertThat(end(callee)).isLessThan(end(caller)));
      }
    }
  }

  @Test
  void bothSidesOfAHopNameTheSameConnection() {
    List<ProxyEntry> entries = walk(RequestKind.BROWSE, 3);
    List<ProxyEntry> callers =
        entries.stream().filter(e -> e.upstream().cluster().startsWith("outbound|")).toList();
    for (ProxyEntry caller : callers) {
      assertThat(entries).filteredOn(callee -> isPair(caller, callee)).hasSize(1);
    }
  }

  @Test
  void allHopsShareTheRequestId() {
    assertThat(walk(RequestKind.BROWSE, 1).stream().map(entry -> entry.request().id()).distinct())
        .singleElement()
        .asString()
        .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  }

  @Test
  void callersShowTheirCertificateAndTheServiceThatTheyMean() {
    AccessLogCommon inbound = encoded(only(RequestKind.BROWSE, mesh.details));
    assertThat(inbound.getUpstreamCluster()).isEqualTo("inbound|9080||");
    assertThat(inbound.getTlsProperties().getTlsSniHostname())
        .isEqualTo("outbound_.9080_.v1_." + DETAILS);
    assertThat(
            inbound.getTlsProperties().getPeerCertificateProperties().getSubjectAltName(0).getUri())
        .isEqualTo("spiffe://cluster.local/ns/bookinfo/sa/bookinfo-productpage");
    assertThat(inbound.getUpstreamLocalAddress().getSocketAddress().getAddress())
        .isEqualTo("127.0.0.6");
  }

  @Test
  void behindTheGatewayTheClientIsReadFromAHeader() {
    ProxyEntry inbound =
        walk(RequestKind.BROWSE, 1).stream()
            .filter(e -> e.reporter().equals(mesh.productpage) && isInbound(e))
            .findFirst()
            .orElseThrow();
    assertThat(inbound.downstream().remote().address()).startsWith("203.0.113.");
    assertThat(inbound.downstream().remote().port()).isZero();
    assertThat(inbound.downstream().direct().address()).isEqualTo(mesh.ingress.address());
  }

  @Test
  void outboundEntriesTellTheAddressOfTheService() {
    ProxyEntry outbound = outbound(RequestKind.BROWSE, DETAILS);
    assertThat(outbound.downstream().local().address()).isEqualTo(mesh.detailsService.address());
    assertThat(outbound.downstream().direct().address()).isEqualTo(mesh.productpage.address());
    assertThat(encoded(outbound).getUpstreamCluster()).isEqualTo("outbound|9080|v1|" + DETAILS);
    assertThat(encoded(outbound).hasTlsProperties()).isFalse();
  }

  @Test
  void aRetryIsOneReportOfTheCallerAndTwoOfTheCallee() {
    ProxyEntry outbound = outbound(RequestKind.RETRIED, DETAILS);
    assertThat(outbound.response().code()).isEqualTo(200);
    assertThat(outbound.upstream().attempts()).isEqualTo(2);
    assertThat(outbound.response().flags()).isEmpty();
    assertThat(codes(RequestKind.RETRIED, mesh.details)).containsExactly(503, 200);
    assertThat(outbound.span().lastAttemptNanos()).isGreaterThan(1_000_000);
  }

  @Test
  void retriesThatAreUsedUpEndWithTheLastAnswer() {
    ProxyEntry outbound = outbound(RequestKind.RETRIES_EXHAUSTED, DETAILS);
    assertThat(outbound.response().code()).isEqualTo(503);
    assertThat(outbound.upstream().attempts()).isEqualTo(3);
    assertThat(outbound.response().details()).isEqualTo("via_upstream");
    assertThat(encoded(outbound).getResponseFlags().getUpstreamRetryLimitExceeded()).isTrue();
    assertThat(codes(RequestKind.RETRIES_EXHAUSTED, mesh.details)).containsExactly(503, 503, 503);
  }

  @Test
  void aRefusedConnectionKeepsItsClusterAndReachesNobody() {
    ProxyEntry outbound = outbound(RequestKind.REFUSED, DETAILS);
    AccessLogCommon common = encoded(outbound);
    assertThat(outbound.response().code()).isEqualTo(503);
    assertThat(common.getResponseFlags().getUpstreamConnectionFailure()).isTrue();
    assertThat(common.getUpstreamRemoteAddress().getSocketAddress().getAddress())
        .isEqualTo(mesh.details.address());
    assertThat(common.hasTimeToFirstUpstreamRxByte()).isFalse();
    assertThat(common.getFilterStateObjectsMap()).isEmpty();
    assertThat(codes(RequestKind.REFUSED, mesh.details)).isEmpty();
  }

  @Test
  void theCircuitBreakerNamesNoCluster() {
    ProxyEntry outbound = withoutCluster(RequestKind.OVERFLOWED);
    AccessLogCommon common = encoded(outbound);
    assertThat(outbound.response().code()).isEqualTo(503);
    assertThat(common.getResponseFlags().getUpstreamOverflow()).isTrue();
    assertThat(common.hasUpstreamRemoteAddress()).isFalse();
    assertThat(common.getCustomTagsOrThrow(TAG)).matches("outbound\\|9080\\|v[123]\\|" + REVIEWS);
    assertThat(outbound.keys().getFirst().destination()).isEqualTo(Workload.NONE);
    assertThat(outbound.keys().getFirst().subset()).matches("v[123]");
  }

  @Test
  void withoutCustomTagsOnlyTheAuthorityTellsTheService() {
    SimulatedBookinfo old = new SimulatedBookinfo(0, List.of(PeerMetadata.FLAT_BUFFERS));
    ProxyEntry outbound =
        new RequestWalk(old, RequestKind.OVERFLOWED, random(1))
            .walk().entries().stream()
                .filter(entry -> entry.upstream().cluster().isEmpty())
                .findFirst()
                .orElseThrow();
    assertThat(encoded(outbound).getCustomTagsMap()).isEmpty();
    assertThat(encoded(outbound).getUpstreamRequestAttemptCount()).isZero();
    assertThat(outbound.request().authority()).isEqualTo(REVIEWS + ":9080");
    assertThat(outbound.keys().getFirst().subset()).isEmpty();
  }

  @Test
  void aTimeoutIsSeenByTheCalleeAsAClientThatLeft() {
    ProxyEntry outbound = outbound(RequestKind.TIMED_OUT, REVIEWS);
    assertThat(outbound.response().code()).isEqualTo(504);
    assertThat(encoded(outbound).getResponseFlags().getUpstreamRequestTimeout()).isTrue();
    ProxyEntry inbound =
        walk(RequestKind.TIMED_OUT, 1).stream()
            .filter(e -> e.reporter().pod().app().equals("reviews") && isInbound(e))
            .findFirst()
            .orElseThrow();
    assertThat(inbound.response().code()).isZero();
    assertThat(encoded(inbound).getResponseFlags().getDownstreamConnectionTermination()).isTrue();
    assertThat(encoded(inbound).hasTimeToLastDownstreamTxByte()).isFalse();
    assertThat(entry(inbound).getResponse().hasResponseCode()).isFalse();
  }

  @Test
  void aFaultIsAnsweredByTheCallersProxy() {
    ProxyEntry outbound = withoutCluster(RequestKind.FAULT);
    assertThat(encoded(outbound).getResponseFlags().getFaultInjected()).isTrue();
    assertThat(outbound.response().details()).isEqualTo("fault_filter_abort");
    assertThat(outbound.upstream().attempts()).isZero();
  }

  @Test
  void anUnknownPathEndsAtTheGateway() {
    List<ProxyEntry> entries = walk(RequestKind.NO_ROUTE, 1);
    assertThat(entries).hasSize(1);
    ProxyEntry gateway = entries.getFirst();
    assertThat(gateway.response().code()).isEqualTo(404);
    assertThat(encoded(gateway).getResponseFlags().getNoRouteFound()).isTrue();
    assertThat(encoded(gateway).getUpstreamCluster()).isEmpty();
    assertThat(encoded(gateway).getCustomTagsMap()).isEmpty();
    assertThat(gateway.keys()).hasSize(1);
  }

  @Test
  void aClientThatLeavesIsSeenAtTheGatewayAndBehindIt() {
    List<ProxyEntry> gone =
        walk(RequestKind.CLIENT_GONE, 1).stream().filter(e -> e.response().code() == 0).toList();
    assertThat(gone.stream().map(e -> e.reporter().pod().workload()))
        .containsExactly("productpage-v1", "istio-ingressgateway");
    assertThat(gone.getLast().keys()).hasSize(2);
  }

  @Test
  void aMirrorGetsACopyThatItsSenderDoesNotReport() {
    List<ProxyEntry> entries = walk(RequestKind.MIRRORED, 1);
    ProxyEntry copy =
        entries.stream()
            .filter(entry -> entry.reporter().equals(mesh.detailsMirror))
            .findFirst()
            .orElseThrow();
    assertThat(copy.request().authority()).isEqualTo("details-shadow:9080");
    assertThat(encoded(copy).getTlsProperties().getTlsSniHostname())
        .isEqualTo("outbound_.9080_.v2_." + DETAILS);
    assertThat(entries)
        .filteredOn(entry -> entry.upstream().cluster().contains("|v2|" + DETAILS))
        .isEmpty();
  }

  @Test
  void booksAreAskedForThroughTheEgressGateway() {
    ProxyEntry gateway =
        walk(RequestKind.BOOKS, 1).stream()
            .filter(entry -> entry.reporter().equals(mesh.egress))
            .findFirst()
            .orElseThrow();
    assertThat(encoded(gateway).getUpstreamCluster()).isEqualTo("outbound|443||books.example.com");
    assertThat(gateway.request().authority()).isEqualTo("books.example.com");
    assertThat(gateway.keys())
        .extracting(key -> key.destination().name())
        .containsExactly("istio-egressgateway", "books.example.com");
    ProxyEntry caller =
        outbound(RequestKind.BOOKS, "istio-egressgateway.istio-system.svc.cluster.local");
    assertThat(caller.reporter()).isEqualTo(mesh.details);
  }

  @ParameterizedTest
  @CsvSource({"BROWSE, 0", "GRPC_ERROR, 14"})
  void grpcTellsItsStatusInTrailers(RequestKind kind, String status) {
    HTTPAccessLogEntry call =
        entry(
            anyOf(kind).stream()
                .filter(e -> e.request().isGrpc() && !isInbound(e))
                .findFirst()
                .orElseThrow());
    assertThat(call.getResponse().getResponseCode().getValue()).isEqualTo(200);
    assertThat(call.getResponse().getResponseTrailersMap()).containsEntry("grpc-status", status);
    assertThat(call.getRequest().getRequestHeadersMap())
        .containsEntry("content-type", "application/grpc");
  }

  @Test
  void anErrorOfTheApplicationIsNoFlag() {
    ProxyEntry outbound = outbound(RequestKind.APPLICATION_ERROR, REVIEWS);
    assertThat(outbound.response().code()).isEqualTo(500);
    assertThat(outbound.response().flags()).isEmpty();
    assertThat(outbound.upstream().attempts()).isEqualTo(1);
  }

  private List<ProxyEntry> walk(RequestKind kind, long seed) {
    return new RequestWalk(mesh, kind, random(seed)).walk().entries();
  }

  private List<ProxyEntry> anyOf(RequestKind kind) {
    return LongStream.range(0, 100).boxed().flatMap(seed -> walk(kind, seed).stream()).toList();
  }

  private ProxyEntry outbound(RequestKind kind, String host) {
    return walk(kind, 1).stream()
        .filter(entry -> entry.upstream().cluster().endsWith("|" + host))
        .findFirst()
        .orElseThrow();
  }

  private ProxyEntry withoutCluster(RequestKind kind) {
    return walk(kind, 1).stream()
        .filter(entry -> entry.upstream().cluster().isEmpty())
        .findFirst()
        .orElseThrow();
  }

  private ProxyEntry only(RequestKind kind, SimulatedPod reporter) {
    return walk(kind, 1).stream()
        .filter(entry -> entry.reporter().equals(reporter))
        .findFirst()
        .orElseThrow();
  }

  private List<Integer> codes(RequestKind kind, SimulatedPod callee) {
    return walk(kind, 1).stream()
        .filter(entry -> entry.reporter().equals(callee))
        .map(entry -> entry.response().code())
        .toList();
  }

  private static boolean isInbound(ProxyEntry entry) {
    return entry.upstream().cluster().startsWith("inbound|");
  }

  private static boolean isPair(ProxyEntry caller, ProxyEntry callee) {
    return callee.downstream().direct().equals(caller.upstream().local())
        && callee.downstream().local().equals(caller.upstream().remote());
  }

  private static long end(ProxyEntry entry) {
    return entry.span().startNanos() + entry.span().durationNanos();
  }

  private static HTTPAccessLogEntry entry(ProxyEntry entry) {
    return EntryEncoder.encode(entry, START);
  }

  private static AccessLogCommon encoded(ProxyEntry entry) {
    return entry(entry).getCommonProperties();
  }

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }
}

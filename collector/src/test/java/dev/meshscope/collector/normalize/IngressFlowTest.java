package dev.meshscope.collector.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.Cause;
import dev.meshscope.model.EdgeReference;
import dev.meshscope.model.Entry;
import dev.meshscope.model.Exit;
import dev.meshscope.model.NodeKind;
import dev.meshscope.model.Outcome;
import dev.meshscope.model.Party;
import dev.meshscope.model.Party.Principal;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.ServiceName;
import dev.meshscope.model.Workload;
import java.util.List;
import org.junit.jupiter.api.Test;

class IngressFlowTest {
  private static final Workload CONTROLLER =
      new Workload(
          new Workload.Identity("", "ingress-nginx", "controller", ""),
          "controller",
          NodeKind.GATEWAY);
  private static final ReportingNode NODE =
      ReportingNode.ingress("nginx~x", CONTROLLER, List.of("10.0.0.7", "fd00:0::7", "unix:"));

  private final FlowTests.Normalizer ingress = new FlowTests.Normalizer(NODE);

  @Test
  void hasItsAddressesInCanonicalForm() {
    assertThat(NODE.addresses()).containsExactlyInAnyOrder("10.0.0.7", "fd00::7");
    assertThat(NODE.isKnown()).isTrue();
  }

  @Test
  void isEnteredByAClientAndCallsAService() {
    List<EdgeReference> edges =
        ingress.edges(request().to("outbound|80||web.shop.svc", "10.0.1.5", 8080));
    assertThat(edges).hasSize(2);
    EdgeReference first = edges.getFirst();
    assertThat(first.reporter()).isEqualTo(Reporter.DESTINATION);
    assertThat(first.source())
        .isEqualTo(
            new Party.ByAddress("203.0.113.9", Principal.NONE, Workload.external("client"), false));
    assertThat(first.destination()).isEqualTo(new Party.Known(CONTROLLER));
    assertThat(first.traits().entry()).isEqualTo(Entry.INGRESS);
    EdgeReference second = edges.getLast();
    assertThat(second.reporter()).isEqualTo(Reporter.SOURCE);
    assertThat(second.service()).isEqualTo(new ServiceName("shop", "web"));
    assertThat(second.details().port()).isEqualTo(80);
    assertThat(second.destination())
        .isEqualTo(
            new Party.ByAddress("10.0.1.5", Principal.NONE, Workload.ofAddress("10.0.1.5"), true));
    assertThat(second.traits().exit()).isEqualTo(Exit.NONE);
  }

  @Test
  void leadsInwardsAlsoToWhatHasNoServicesName() {
    EdgeReference second =
        ingress.edges(request().to("outbound|80||reviews", "10.0.1.5", 8080)).getLast();
    assertThat(second.service()).isEqualTo(new ServiceName("", "reviews"));
    assertThat(second.traits().exit()).isEqualTo(Exit.NONE);
    assertThat(second.destination())
        .isEqualTo(
            new Party.ByAddress("10.0.1.5", Principal.NONE, Workload.ofAddress("10.0.1.5"), true));
  }

  @Test
  @SuppressWarnings("EnumOrdinal") // The entry is defined so.
  void endsAtTheServiceWhereNobodyCouldBeAsked() {
    TestEntry entry =
        request()
            .text(ProtocolEntry.UPSTREAM_CLUSTER, "outbound|80||web.shop.svc")
            .number(ProtocolEntry.RESPONSE_CODE, 503)
            .number(ProtocolEntry.GIVEN_CAUSE, 1 + Cause.NO_HEALTHY_UPSTREAM.ordinal());
    List<EdgeReference> edges = ingress.edges(entry);
    assertThat(edges).hasSize(2);
    assertThat(edges.getLast().destination()).isEqualTo(new Party.Known(Workload.NONE));
    int outcome = ingress.reports.columns().outcome(0);
    assertThat(Outcome.cause(outcome)).isEqualTo(Cause.NO_HEALTHY_UPSTREAM);
    assertThat(Outcome.responseCode(outcome)).isEqualTo(503);
  }

  @Test
  void addsOnlyTheFirstEdgeWhereItAnsweredItself() {
    assertThat(ingress.edges(request().number(ProtocolEntry.RESPONSE_CODE, 404))).hasSize(1);
  }

  private static TestEntry request() {
    return TestEntry.http()
        .from("203.0.113.9", "10.0.0.7", 8080)
        .code(200, "")
        .text(ProtocolEntry.AUTHORITY, "shop.example");
  }
}

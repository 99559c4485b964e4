package dev.meshscope.queryapi.alert.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.Counts;
import dev.meshscope.model.EdgeKey;
import dev.meshscope.model.EdgeTraits;
import dev.meshscope.model.Entry;
import dev.meshscope.model.Exit;
import dev.meshscope.model.NodeKind;
import dev.meshscope.model.Protocol;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.ServiceName;
import dev.meshscope.model.TrafficClass;
import dev.meshscope.model.Workload;
import dev.meshscope.queryapi.alert.rule.Selector.Each;
import dev.meshscope.storage.read.RuleTraffic;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What traffic is called in labels. */
final class SelectionsTest {
  private static final ServiceName EGRESS = new ServiceName("istio-system", "egressgateway");
  private static final Workload CART = workload("shop", "cart");

  @Test
  void hostBehindAnEgressGatewayIsNotTheGateway() {
    EdgeKey key = key(workload("istio-system", "egress"), EGRESS, Exit.EGRESS_GATEWAY);
    assertThat(Selections.ofExternalHost(row(key, "api.example.com")))
        .contains(new TreeMap<>(Map.of("host", "api.example.com")));
    assertThat(Selections.ofExternalHost(row(key, "")))
        .contains(new TreeMap<>(Map.of("host", "istio-system/egressgateway")));
  }

  @Test
  void addressWithoutAServiceIsAHostToo() {
    EdgeKey key = key(Workload.external("1.2.3.4"), ServiceName.NONE, Exit.NONE);
    assertThat(Selections.ofExternalHost(row(key, "")))
        .contains(new TreeMap<>(Map.of("host", "1.2.3.4")));
  }

  @Test
  void whatWasBlockedOrStaysInsideIsNoHost() {
    EdgeKey blocked = key(Workload.NONE, new ServiceName("", "evil.example.com"), Exit.BLACKHOLE);
    assertThat(Selections.ofExternalHost(row(blocked, ""))).isEmpty();
    EdgeKey inside = key(CART, new ServiceName("shop", "cart"), Exit.NONE);
    assertThat(Selections.ofExternalHost(row(inside, ""))).isEmpty();
  }

  @Test
  void callThatReachedNoWorkloadLeadsToItsServiceAndToNoVersion() {
    EdgeKey key = key(Workload.NONE, new ServiceName("shop", "gone"), Exit.NONE);
    assertThat(Selections.ofEdge(key))
        .isEqualTo(
            Map.of("source", "shop/cart", "destination", "shop/gone", "service", "shop/gone"));
    assertThat(Selections.labels(Each.VERSION, key)).isEmpty();
  }

  private static RuleTraffic row(EdgeKey key, String egressHost) {
    var sums = new RuleTraffic.Sums(1, 1, 0, 0, 0, new Counts(), new Counts());
    return new RuleTraffic(key, Reporter.SOURCE, true, egressHost, sums);
  }

  private static EdgeKey key(Workload destination, ServiceName service, Exit exit) {
    EdgeTraits traits = new EdgeTraits(Protocol.HTTP, TrafficClass.LIVE, Entry.NONE, exit);
    return new EdgeKey(CART, destination, service, traits);
  }

  private static Workload workload(String namespace, String name) {
    var identity = new Workload.Identity("east", namespace, name, "v1");
    return new Workload(identity, name, NodeKind.WORKLOAD);
  }
}

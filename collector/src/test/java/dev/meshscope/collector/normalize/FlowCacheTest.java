package dev.meshscope.collector.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.EdgeReference;
import dev.meshscope.model.Flow;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowCacheTest {
  private static final String CLUSTER = "outbound|80||a.bookinfo.svc.cluster.local";

  @Test
  void usesOneFlowForEqualEntries() {
    FlowTests.Normalizer sidecar = new FlowTests.Normalizer(FlowTests.SIDECAR);
    for (int i = 0; i < 100; i++) {
      sidecar.edge(entry("10.0.0.1"));
      sidecar.edge(entry("10.0.0.2"));
    }
    assertThat(sidecar.reports.flows()).hasSize(2);
    assertThat(sidecar.reports.columns().flow(198)).isZero();
    assertThat(sidecar.reports.columns().flow(199)).isEqualTo(1);
  }

  /** Whatever text differs, in whichever place, is another flow, or at least the right one. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17})
  void neverTakesOneEntryForAnother(int text) {
    FlowTests.Normalizer cached =
        new FlowTests.Normalizer(FlowTests.WAYPOINT, FlowTests.limits(10_000, 10_000));
    for (int length = 1; length < 40; length++) {
      for (int place = 0; place < length; place++) {
        StringBuilder value = new StringBuilder("@".repeat(length));
        value.setCharAt(place, 'x');
        TestEntry entry = entry("10.0.0.1").text(text, value.toString());
        List<EdgeReference> fresh = new FlowTests.Normalizer(FlowTests.WAYPOINT).edges(entry);
        assertThat(cached.edges(entry)).isEqualTo(fresh);
        assertThat(cached.edges(entry)).isEqualTo(fresh);
      }
    }
  }

  @Test
  void tellsEntriesApartWhoseTextsAreTheSameBytesInOtherFields() {
    FlowTests.Normalizer sidecar = new FlowTests.Normalizer(FlowTests.SIDECAR);
    TestEntry asCluster = TestEntry.http().text(ProtocolEntry.UPSTREAM_CLUSTER, CLUSTER);
    TestEntry asRoute = TestEntry.http().text(ProtocolEntry.AUTHORITY, CLUSTER);
    assertThat(sidecar.edge(asCluster)).isNotEqualTo(sidecar.edge(asRoute));
  }

  @Test
  void forgetsEverythingWhenFullAndCountsIt() {
    FlowTests.Normalizer sidecar =
        new FlowTests.Normalizer(FlowTests.SIDECAR, FlowTests.limits(10, 100));
    for (int i = 0; i < 35; i++) {
      assertThat(sidecar.edge(entry("10.0.0." + i)).destination().toString())
          .contains("10.0.0." + i);
    }
    assertThat(sidecar.ledger.timesFlowsForgotten()).isEqualTo(3);
  }

  @Test
  void makesOneFlowOfAllHostsBeyondTheLimit() {
    FlowTests.Normalizer sidecar =
        new FlowTests.Normalizer(FlowTests.SIDECAR, FlowTests.limits(1_000, 5));
    Set<String> hosts = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      TestEntry entry = entry("10.0.0.1").text(ProtocolEntry.AUTHORITY, "host-" + i);
      hosts.add(sidecar.edge(entry).details().host());
    }
    assertThat(hosts).hasSize(6).contains(Hosts.OVERFLOW);
    assertThat(sidecar.reports.flows()).hasSize(6);
  }

  @Test
  void placesAFlowAnewInEachBatch() {
    FlowTests.Normalizer sidecar = new FlowTests.Normalizer(FlowTests.SIDECAR);
    sidecar.edge(entry("10.0.0.1"));
    sidecar.edge(entry("10.0.0.2"));
    List<Flow> first = List.copyOf(sidecar.reports.flows());
    sidecar.reports.restart(1);
    sidecar.edge(entry("10.0.0.2"));
    assertThat(sidecar.reports.flows()).containsExactly(first.getLast());
    assertThat(sidecar.reports.columns().flow(0)).isZero();
  }

  private static TestEntry entry(String upstream) {
    return TestEntry.http().from("10.0.1.5", "10.96.0.1", 80).to(CLUSTER, upstream, 80);
  }
}

package dev.meshscope.aggregator.aggregate;

import static dev.meshscope.aggregator.aggregate.TestMesh.NOW;
import static dev.meshscope.aggregator.aggregate.TestMesh.SECOND;
import static dev.meshscope.aggregator.aggregate.TestMesh.announcement;
import static dev.meshscope.aggregator.aggregate.TestMesh.at;
import static dev.meshscope.aggregator.aggregate.TestMesh.batch;
import static dev.meshscope.aggregator.aggregate.TestMesh.edge;
import static dev.meshscope.aggregator.aggregate.TestMesh.flow;
import static dev.meshscope.aggregator.aggregate.TestMesh.known;
import static dev.meshscope.aggregator.aggregate.TestPlatform.inventory;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.EdgeDelta;
import dev.meshscope.model.EdgeReference;
import dev.meshscope.model.Entry;
import dev.meshscope.model.Flow;
import dev.meshscope.model.Party;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.RequestColumns;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class BatchAggregationTest {
  private final IdentityStore identities = new IdentityStore(100);
  private final InventoryStore inventories = new InventoryStore(100_000);

  @Test
  void addsNothingWithoutReports() {
    assertThat(aggregate(TestMesh.empty(0))).isEmpty();
  }

  @Test
  void addsUpByWindow() {
    List<EdgeDelta> deltas =
        aggregate(batch(0, flow(known("a"), known("b")), NOW, NOW + 9_999_999, NOW + 10 * SECOND));

    assertThat(deltas)
        .extracting(EdgeDelta::windowSeconds)
        .containsExactly(NOW / SECOND, NOW / SECOND + 10);
    assertThat(deltas).extracting(delta -> delta.counts().requests()).containsExactly(2L, 1L);
  }

  @Test
  void goesBackToAnEarlierWindow() {
    List<EdgeDelta> deltas =
        aggregate(batch(0, flow(known("a"), known("b")), NOW, NOW - 1, NOW, NOW - 1));

    assertThat(deltas).extracting(delta -> delta.counts().requests()).containsExactly(2L, 2L);
  }

  @Test
  void addsAReportToBothEdgesOfItsFlow() {
    Flow gateway =
        new Flow(
            List.of(
                edge(Reporter.DESTINATION, known("client"), known("gateway")),
                edge(Reporter.SOURCE, known("gateway"), known("a"))));

    List<EdgeDelta> deltas = aggregate(batch(0, gateway, NOW, NOW + 1));

    assertThat(deltas)
        .extracting(delta -> delta.series().reporter())
        .containsExactly(Reporter.DESTINATION, Reporter.SOURCE);
    assertThat(deltas).extracting(delta -> delta.counts().requests()).containsExactly(2L, 2L);
    assertThat(deltas).extracting(delta -> delta.counts().attempts()).containsExactly(0L, 2L);
  }

  @Test
  void addsOnlyBytesOfStreamsThatGoOn() {
    RequestColumns rows = new RequestColumns();
    TestMesh.row(rows, 0, NOW);
    TestMesh.openRow(rows, 0, NOW + 1);
    TestMesh.openRow(rows, 0, NOW + 10 * SECOND);
    List<Flow> flows = List.of(flow(known("a"), known("b")));

    List<EdgeDelta> deltas = aggregate(new RequestBatch(TestMesh.header(0), flows, rows));

    assertThat(deltas).extracting(delta -> delta.counts().requests()).containsExactly(1L, 0L);
    assertThat(deltas)
        .extracting(delta -> delta.counts().bytesReceived())
        .containsExactly(10L + 1_000, 1_000L);
    assertThat(deltas)
        .extracting(delta -> delta.counts().bytesSent())
        .containsExactly(20L + 2_000, 2_000L);
    assertThat(deltas.getLast().counts().outcomes().size()).isZero();
  }

  @Test
  void holdsBackAllThatARowSays() {
    RequestColumns rows = new RequestColumns();
    TestMesh.openRow(rows, 0, NOW);
    TestMesh.row(rows, 0, NOW);
    rows.asked(1);
    RequestBatch batch =
        new RequestBatch(
            TestMesh.header(0), List.of(flow(at("10.0.0.1"), known("b"))), List.of("GET /"), rows);

    RequestBatch held = run(batch, _ -> true).held().orElseThrow();

    assertThat(held.operations()).containsExactly("GET /");
    assertThat(held.columns().isOpen(0)).isTrue();
    assertThat(held.columns().bytesSent(0)).isEqualTo(2_000);
    assertThat(held.columns().isOpen(1)).isFalse();
    assertThat(held.columns().operation(1)).isEqualTo(1);
  }

  @Test
  void givesOneDeltaToEdgesThatTurnOutToBeOne() {
    identities.put(announcement("10.0.0.1", "a", 0));
    RequestColumns rows = new RequestColumns();
    TestMesh.row(rows, 0, NOW);
    TestMesh.row(rows, 1, NOW);
    EdgeReference byAddress = edge(Reporter.DESTINATION, at("10.0.0.1"), known("b"));
    EdgeReference again = edge(Reporter.DESTINATION, at("10.0.0.1"), known("b"));
    List<Flow> flows = List.of(new Flow(List.of(byAddress)), new Flow(List.of(again)));

    List<EdgeDelta> deltas = aggregate(new RequestBatch(TestMesh.header(0), flows, rows));

    assertThat(deltas).extracting(delta -> delta.counts().requests()).containsExactly(2L);
  }

  @Test
  void bringsAnAnnouncedPeerInside() {
    identities.put(announcement("10.0.0.1", "a", 0));

    EdgeDelta inside = only(aggregate(batch(0, flow(at("10.0.0.1"), known("b")), NOW)));
    EdgeDelta outside = only(aggregate(batch(0, flow(at("10.0.0.2"), known("b")), NOW)));

    assertThat(inside.series().key().traits().entry()).isEqualTo(Entry.NONE);
    assertThat(inside.series().key().source().name()).isEqualTo("a");
    assertThat(outside.series().key().traits().entry()).isEqualTo(Entry.UNKNOWN);
    assertThat(outside.series().key().source().name()).isEqualTo("10.0.0.2");
  }

  @Test
  void splitsAWindowInWhichAnAddressChangesHands() {
    identities.put(announcement("10.0.0.1", "a", 0));
    identities.put(announcement("10.0.0.1", "b", 5));

    List<EdgeDelta> deltas =
        aggregate(
            batch(
                0,
                flow(at("10.0.0.1"), known("c")),
                NOW + 4_999_999,
                NOW + 5 * SECOND,
                NOW + 4 * SECOND,
                NOW + 12 * SECOND,
                NOW + 13 * SECOND));

    assertThat(deltas)
        .extracting(delta -> delta.series().key().source().name())
        .containsExactly("a", "b", "b");
    assertThat(deltas).extracting(delta -> delta.counts().requests()).containsExactly(2L, 1L, 2L);
  }

  @Test
  void splitsAWindowInWhichTheInventoryChanges() {
    inventories.put(inventory(0, TestPlatform.cluster("one", "free")), 1);
    inventories.put(inventory(5, TestPlatform.cluster("two", "free")), 1);
    Party free = new Party.Known(TestPlatform.workload("", "free", "a"));

    List<EdgeDelta> deltas =
        aggregate(
            batch(
                0,
                flow(free, known("c")),
                NOW + 4_999_999,
                NOW + 5 * SECOND,
                NOW + 4 * SECOND,
                NOW + 12 * SECOND,
                NOW + 13 * SECOND));

    assertThat(deltas)
        .extracting(delta -> delta.series().key().source().cluster())
        .containsExactly("one", "two", "two");
    assertThat(deltas).extracting(delta -> delta.counts().requests()).containsExactly(2L, 1L, 2L);
  }

  @Test
  void holdsBackOnlyTheEdgeThatWaits() {
    Flow gateway =
        new Flow(
            List.of(
                edge(Reporter.DESTINATION, known("client"), known("gateway")),
                edge(Reporter.SOURCE, known("gateway"), at("10.0.0.1"))));

    BatchAggregation.Result result = run(batch(3, gateway, NOW, NOW + 1), _ -> true);

    assertThat(only(result.deltas()).series().reporter()).isEqualTo(Reporter.DESTINATION);
    RequestBatch held = result.held().orElseThrow();
    assertThat(held.header()).isEqualTo(TestMesh.header(3));
    assertThat(held.flows()).containsExactly(new Flow(List.of(gateway.edges().getLast())));
    assertThat(held.columns().size()).isEqualTo(2);
    assertThat(held.columns().endMicros(1)).isEqualTo(NOW + 1);
  }

  @Test
  void doesNotHoldBackWhoIsAnnouncedOrMayNotWait() {
    identities.put(announcement("10.0.0.1", "a", 0));
    Party.ByAddress impatient =
        new Party.ByAddress("10.0.0.2", Party.Principal.NONE, TestMesh.workload("unnamed"), false);

    assertThat(run(batch(0, flow(at("10.0.0.1"), impatient), NOW), _ -> true).held()).isEmpty();
  }

  @Test
  void doesNotWaitForAnotherNameThanTheCertificates() {
    identities.put(announcement("10.0.0.1", "a", 0));
    Party.ByAddress impostor = at("10.0.0.1", new Party.Principal("shop", "sa-b"));

    BatchAggregation.Result result = run(batch(0, flow(impostor, known("b")), NOW), _ -> true);

    assertThat(result.held()).isEmpty();
    assertThat(only(result.deltas()).series().key().source().name()).isEqualTo("10.0.0.1");
  }

  private List<EdgeDelta> aggregate(RequestBatch batch) {
    return run(batch, _ -> false).deltas();
  }

  private BatchAggregation.Result run(RequestBatch batch, Predicate<Party.ByAddress> waits) {
    EdgeResolver resolver = new Knowledge(identities, inventories).of(TestMesh.TENANT);
    return new BatchAggregation(batch, resolver, waits).run();
  }

  private static EdgeDelta only(List<EdgeDelta> deltas) {
    assertThat(deltas).hasSize(1);
    return deltas.getFirst();
  }
}

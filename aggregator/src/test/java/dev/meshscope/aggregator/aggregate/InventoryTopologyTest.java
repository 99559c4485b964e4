package dev.meshscope.aggregator.aggregate;

import static dev.meshscope.aggregator.aggregate.TestMesh.NOW;
import static dev.meshscope.aggregator.aggregate.TestMesh.SECOND;
import static dev.meshscope.aggregator.aggregate.TestMesh.announcement;
import static dev.meshscope.aggregator.aggregate.TestMesh.batch;
import static dev.meshscope.aggregator.aggregate.TestPlatform.BALANCED;
import static dev.meshscope.aggregator.aggregate.TestPlatform.CLIENT;
import static dev.meshscope.aggregator.aggregate.TestPlatform.NODE;
import static dev.meshscope.aggregator.aggregate.TestPlatform.POD;
import static dev.meshscope.aggregator.aggregate.TestPlatform.PORTED;
import static dev.meshscope.aggregator.aggregate.TestPlatform.dialed;
import static dev.meshscope.aggregator.aggregate.TestPlatform.inbound;
import static dev.meshscope.aggregator.aggregate.TestPlatform.inventory;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.EdgeReference;
import dev.meshscope.model.Flow;
import dev.meshscope.model.Inventory;
import dev.meshscope.model.InventoryCodec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests are read by the inventory that was in force at their time. */
class InventoryTopologyTest {
  private static final String METRIC = "meshscope_aggregator_inventory_";
  private static final Duration SOON = Duration.ofSeconds(1);

  @TempDir private Path directory;
  private TopologyHarness topology;
  private long sequence;

  @BeforeEach
  void open() {
    topology = new TopologyHarness(directory);
  }

  @AfterEach
  void close() {
    topology.close();
  }

  @Test
  void theFirstInventoryHoldsForAllTime() {
    topology.publish(inventory(100));

    send(inbound(CLIENT, PORTED, ""), NOW, NOW + 200 * SECOND);

    assertThat(marks()).isEqualTo(Map.of("client nodeport", 2L));
  }

  @Test
  void eachRequestIsReadByTheVersionOfItsTime() {
    topology.publish(inventory(0, withoutServices()));
    topology.publish(inventory(5));

    send(inbound(CLIENT, PORTED, ""), NOW + 6 * SECOND, NOW + 4 * SECOND, NOW + 5 * SECOND);
    assertThat(marks()).isEqualTo(Map.of(CLIENT + " unknown", 1L, "client nodeport", 2L));

    send(inbound(CLIENT, PORTED, ""), NOW + 4 * SECOND, NOW + 20 * SECOND, NOW - 3_600 * SECOND);
    assertThat(marks()).isEqualTo(Map.of(CLIENT + " unknown", 2L, "client nodeport", 1L));
  }

  @Test
  void aVersionThatIsTakenBackLeavesItsTimeToTheOneBefore() {
    topology.publish(inventory(0));
    topology.publish(inventory(10, withoutServices()));
    topology.takeBack(inventory(10));

    send(inbound(CLIENT, PORTED, ""), NOW + 20 * SECOND);

    assertThat(marks()).isEqualTo(Map.of("client nodeport", 1L));
  }

  @Test
  void whoIsNoPodIsNotWaitedFor() {
    topology.publish(inventory(0));

    send(inbound(CLIENT, TestPlatform.INNER, ""), NOW);
    send(inbound(NODE, BALANCED, ""), NOW);
    send(dialed(TestMesh.workload("a"), "198.51.100.1"), NOW);
    send(dialed(TestMesh.workload("a"), "10.96.0.1"), NOW);

    assertThat(marks())
        .isEqualTo(
            Map.of(
                CLIENT + " unknown", 1L, "client loadbalancer", 1L, "a passthrough", 1L, "a ", 1L));
  }

  @Test
  void aPodIsWaitedForAndIsInsideInAnyCase() {
    topology.publish(inventory(0));
    send(inbound(POD, PORTED, ""), NOW);
    send(inbound("10.0.7.7", PORTED, ""), NOW);
    assertThat(marks()).isEmpty();

    topology.announce(announcement(POD, "late", 0));
    topology.advance(SOON);
    assertThat(marks()).isEqualTo(Map.of("late ", 1L));

    topology.advance(TopologyHarness.DELAY);
    assertThat(marks()).isEqualTo(Map.of("10.0.7.7 ", 1L));
  }

  @Test
  void anInventoryLetsThoseGoWhoAreNoPods() {
    send(inbound(CLIENT, PORTED, ""), NOW);
    send(inbound(POD, PORTED, ""), NOW);
    assertThat(marks()).isEmpty();

    topology.publish(inventory(0));
    topology.advance(SOON);

    assertThat(marks()).isEqualTo(Map.of("client nodeport", 1L));
  }

  @Test
  void anAnnouncementGoesBeforeTheInventory() {
    topology.publish(inventory(0));
    topology.announce(announcement(NODE, "on-host-network", 0));

    send(inbound(NODE, PORTED, NODE), NOW);

    assertThat(marks()).isEqualTo(Map.of("on-host-network ", 1L));
  }

  @Test
  void inventoriesOfOtherTenantsSayNothing() {
    Inventory other = inventory(0);
    topology.publish(new Inventory(new Inventory.Key("other", NOW), other.clusters()));

    send(inbound(CLIENT, PORTED, ""), NOW);
    topology.advance(TopologyHarness.DELAY);

    assertThat(marks()).isEqualTo(Map.of(CLIENT + " unknown", 1L));
  }

  @Test
  void countsWhatItKeepsAndWhatItCannot() {
    byte[] key = InventoryCodec.encodeKey(inventory(0).key());
    topology.publish(key, new byte[] {1, 2, 3});
    topology.publish(new byte[] {1, 2, 3}, new byte[0]);
    topology.publish(null, new byte[0]);
    topology.publish(inventory(0));
    topology.publish(inventory(1));
    topology.publish(inventory(2));
    topology.publish(inventory(3));
    topology.takeBack(inventory(0));

    assertThat(topology.metric(METRIC + "received_versions_total")).isEqualTo(8);
    assertThat(topology.metric(METRIC + "dropped_versions_total{reason=\"unreadable\"}"))
        .isEqualTo(3);
    double full = topology.metric(METRIC + "dropped_versions_total{reason=\"full\"}");
    double taken = topology.metric(METRIC + "sent_versions_total");
    assertThat(full).isPositive();
    assertThat(taken + full).isEqualTo(5);
    assertThat(topology.metric(METRIC + "kept_versions")).isEqualTo(4 - full - 1);
  }

  private void send(EdgeReference edge, long... endMicros) {
    topology.send(batch(sequence++, new Flow(List.of(edge)), endMicros));
  }

  /** Requests by source with entry or exit, of what was emitted since the last call. */
  private Map<String, Long> marks() {
    Map<String, Long> marks = new TreeMap<>();
    topology.emitted().stream()
        .flatMap(one -> one.batch().deltas().stream())
        .forEach(delta -> {
          var key = delta.series().key();
          String mark = key.traits().entry().text() + key.traits().exit().text();
          marks.merge(key.source().name() + " " + mark, delta.counts().requests(), Long::sum);
        });
    return marks;
  }

  private static Inventory.Cluster withoutServices() {
    Inventory.Cluster east = TestPlatform.east();
    return new Inventory.Cluster(
        east.name(),
        east.namespaces(),
        east.nodeAddresses(),
        east.podCidrs(),
        east.serviceCidrs(),
        List.of());
  }
}

package dev.meshscope.aggregator.aggregate;

import static dev.meshscope.aggregator.aggregate.TestMesh.NOW;
import static dev.meshscope.aggregator.aggregate.TestMesh.ORIGIN;
import static dev.meshscope.aggregator.aggregate.TestMesh.SECOND;
import static dev.meshscope.aggregator.aggregate.TestMesh.announcement;
import static dev.meshscope.aggregator.aggregate.TestMesh.at;
import static dev.meshscope.aggregator.aggregate.TestMesh.batch;
import static dev.meshscope.aggregator.aggregate.TestMesh.empty;
import static dev.meshscope.aggregator.aggregate.TestMesh.flow;
import static dev.meshscope.aggregator.aggregate.TestMesh.known;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.Flow;
import dev.meshscope.model.IdentityCodec;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.RequestBatchCodec;
import dev.meshscope.model.RequestColumns;
import dev.meshscope.model.Topics;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AggregationTopologyTest {
  private static final String DROPPED =
      "meshscope_aggregator_aggregate_dropped_batches_total{reason=\"%s\"}";
  private static final Flow FLOW = flow(known("a"), known("b"));

  @TempDir private Path directory;
  private TopologyHarness topology;

  @BeforeEach
  void open() {
    topology = new TopologyHarness(directory);
  }

  @AfterEach
  void close() {
    topology.close();
  }

  @Test
  void isDescribedByTheCheckedInFile() throws IOException {
    try (var file = getClass().getResourceAsStream("/topology.txt")) {
      byte[] expected = Objects.requireNonNull(file).readAllBytes();
      AggregationMetrics metrics = new AggregationMetrics(Telemetry.create("aggregator", Map.of()));
      assertThat(AggregationTopology.of(TopologyHarness.settings(), metrics).describe().toString())
          .isEqualToNormalizingNewlines(new String(expected, StandardCharsets.UTF_8));
    }
  }

  @Test
  void tellsEveryPartitionOfEveryBatch() {
    topology.send(batch(0, FLOW, NOW, NOW + SECOND));

    List<TopologyHarness.Emitted> emitted = topology.emitted();

    assertThat(emitted).extracting(TopologyHarness.Emitted::partition).containsExactly(0, 1);
    assertThat(emitted).extracting(TopologyHarness.Emitted::hasKey).containsOnly(false);
    assertThat(emitted)
        .extracting(one -> one.progress().sentThroughMicros())
        .containsExactly(NOW, NOW);
    assertThat(emitted).extracting(one -> one.batch().deltas().size()).contains(0, 1);
  }

  @Test
  void putsAnEdgeIntoThePartitionOfItsHash() {
    topology.send(batch(0, FLOW, NOW));

    TopologyHarness.Emitted withDelta =
        topology.emitted().stream()
            .filter(one -> !one.batch().deltas().isEmpty())
            .findFirst()
            .orElseThrow();

    int hash = withDelta.batch().deltas().getFirst().series().key().stableHash();
    assertThat(withDelta.partition())
        .isEqualTo(Math.floorMod(hash, TopologyHarness.DELTA_PARTITIONS));
  }

  @Test
  void passesOnWhatTheCollectorCounted() {
    topology.send(empty(0));
    topology.send(empty(1));

    DeltaBatchProgress last = DeltaBatchProgress.of(topology.emitted().getLast());

    assertThat(last).isEqualTo(new DeltaBatchProgress(NOW + SECOND, 100, 1));
  }

  @Test
  void dropsARepeatedBatch() {
    topology.send(batch(0, FLOW, NOW));
    topology.send(batch(1, FLOW, NOW));
    topology.emitted();

    topology.send(batch(0, FLOW, NOW));
    topology.send(batch(1, FLOW, NOW));

    assertThat(topology.emitted()).isEmpty();
    assertThat(topology.metric(DROPPED.formatted("repeat"))).isEqualTo(2);
  }

  @Test
  void tellsRunsOfACollectorApart() {
    RequestBatch.Origin next = new RequestBatch.Origin(ORIGIN.collector(), 2_000, 0);
    topology.send(batch(0, FLOW, NOW));
    topology.send(new RequestBatch(TestMesh.header(next, 0), List.of(FLOW), rows(NOW, NOW)));

    assertThat(topology.merged().requests()).isEqualTo(3);
  }

  @Test
  void takesAReplayThatComesAfterYoungerBatches() {
    topology.send(batch(0, FLOW, NOW));
    topology.send(batch(2, FLOW, NOW));
    topology.send(batch(3, FLOW, NOW));
    topology.send(batch(1, FLOW, NOW));
    topology.send(batch(1, FLOW, NOW));

    assertThat(topology.merged().requests()).isEqualTo(4);
  }

  @Test
  void claimsNothingBehindAHoleUntilItIsFilled() {
    for (long sequence : new long[] {0, 2, 3, 1, 4}) {
      topology.send(empty(sequence));
    }

    assertThat(topology.emitted().stream().filter(one -> one.partition() == 1))
        .extracting(one -> (one.progress().sentThroughMicros() - NOW) / SECOND)
        .containsExactly(0L, 0L, 0L, 3L, 4L);
  }

  @Test
  void claimsNothingWhileTheFirstBatchIsMissing() {
    topology.send(empty(1));

    assertThat(topology.emitted())
        .extracting(one -> one.progress().sentThroughMicros())
        .containsOnly(0L);
    assertThat(topology.metric("meshscope_aggregator_aggregate_missing_ranges")).isEqualTo(1);
  }

  @Test
  void givesUpTheOldestGapWhenThereAreTooMany() {
    for (long sequence = 0; sequence <= 4 * TopologyHarness.SEQUENCE_RANGES_MAX; sequence += 4) {
      topology.send(empty(sequence));
    }

    assertThat(topology.metric("meshscope_aggregator_aggregate_missing_ranges")).isEqualTo(999);
    assertThat(topology.metric("meshscope_aggregator_aggregate_given_up_batches_total"))
        .isEqualTo(3);
    assertThat(topology.emitted().getLast().progress().sentThroughMicros())
        .isEqualTo(NOW + 4 * SECOND);
  }

  @Test
  void forgetsARunSevenDaysAfterItsLastBatch() {
    topology.send(batch(0, FLOW, NOW));
    topology.send(empty(5));
    topology.advance(Duration.ofDays(7));
    topology.send(batch(0, FLOW, NOW));
    assertThat(topology.metric(DROPPED.formatted("repeat"))).isEqualTo(1);

    topology.advance(Duration.ofHours(2));

    topology.send(batch(0, FLOW, NOW));
    assertThat(topology.merged().requests()).isEqualTo(2);
    assertThat(topology.metric("meshscope_aggregator_aggregate_missing_ranges")).isZero();
  }

  @Test
  void putsAsideWhatIsNoBatch() {
    byte[] garbage = "garbage".getBytes(StandardCharsets.UTF_8);

    topology.send(garbage);

    assertDeadLetter(garbage, "unreadable");
    assertThat(topology.emitted()).isEmpty();
  }

  @Test
  void putsAsideARecordWithoutValue() {
    topology.send((byte @Nullable []) null);

    assertDeadLetter(null, "unreadable");
  }

  @Test
  void putsAsideABatchOfANewerMajorVersion() {
    byte[] newer = RequestBatchCodec.encode(empty(0));
    newer[1] = 3; // the schema version is the first field

    topology.send(newer);

    assertDeadLetter(newer, "unreadable: schema version 3");
  }

  @Test
  void putsAsideABatchThatWasMadeForAnotherPartition() {
    RequestBatch.Origin other = new RequestBatch.Origin(ORIGIN.collector(), 1_000, 3);
    byte[] stray =
        RequestBatchCodec.encode(
            new RequestBatch(TestMesh.header(other, 0), List.of(), new RequestColumns()));

    topology.send(stray);

    assertDeadLetter(stray, "wrong-partition");
  }

  @Test
  void goesOnAfterADeadLetter() {
    topology.send(new byte[] {1, 2, 3});
    topology.send(batch(0, FLOW, NOW));

    assertThat(topology.merged().requests()).isEqualTo(1);
    assertThat(topology.metric("meshscope_aggregator_aggregate_received_batches_total"))
        .isEqualTo(2);
    assertThat(topology.metric("meshscope_aggregator_aggregate_sent_batches_total")).isEqualTo(1);
  }

  @Test
  void findsAPeerByItsAddress() {
    topology.announce(announcement("10.0.0.1", "productpage", 0));

    topology.send(batch(0, flow(at("10.0.0.1"), known("reviews")), NOW + SECOND));

    assertThat(sources()).containsExactly("productpage");
  }

  @Test
  void forgetsAnAnnouncementThatIsTakenBack() {
    topology.announce(announcement("10.0.0.1", "productpage", 0));
    topology.announce(announcement("10.0.0.1", "details", 5));
    topology.takeBack(announcement("10.0.0.1", "details", 5));

    topology.send(batch(0, flow(at("10.0.0.1"), known("reviews")), NOW + 6 * SECOND));

    assertThat(sources()).containsExactly("productpage");
  }

  @Test
  void countsAnnouncementsThatItCannotKeep() {
    byte[] key = IdentityCodec.encodeKey(announcement("10.0.0.1", "a", 0).key());
    topology.announce(key, new byte[] {1, 2, 3});
    topology.announce(new byte[] {1, 2, 3}, new byte[0]);
    topology.announce(null, new byte[0]);
    topology.announce(announcement("10.0.0.1", "a", 0));
    topology.takeBack(announcement("10.0.0.1", "a", 0));

    assertThat(
            topology.metric(
                "meshscope_aggregator_identities_dropped_announcements_total"
                    + "{reason=\"unreadable\"}"))
        .isEqualTo(3);
    assertThat(topology.metric("meshscope_aggregator_identities_received_announcements_total"))
        .isEqualTo(5);
    assertThat(topology.metric("meshscope_aggregator_identities_sent_announcements_total"))
        .isEqualTo(2);
  }

  private List<String> sources() {
    return topology.emitted().stream()
        .flatMap(one -> one.batch().deltas().stream())
        .map(delta -> delta.series().key().source().name())
        .toList();
  }

  private void assertDeadLetter(byte @Nullable [] value, String reason) {
    var letters = topology.deadLetters();
    assertThat(letters).hasSize(1);
    assertThat(letters.getFirst().value()).isEqualTo(value);
    byte[] header = letters.getFirst().headers().lastHeader(Topics.REASON_HEADER).value();
    assertThat(new String(header, StandardCharsets.UTF_8)).startsWith(reason);
    String label = reason.split(":", -1)[0];
    assertThat(topology.metric(DROPPED.formatted(label))).isEqualTo(1);
  }

  private static RequestColumns rows(long... endMicros) {
    RequestColumns rows = new RequestColumns();
    for (long end : endMicros) {
      TestMesh.row(rows, 0, end);
    }
    return rows;
  }

  private record DeltaBatchProgress(long sentThroughMicros, long received, long rejected) {
    static DeltaBatchProgress of(TopologyHarness.Emitted emitted) {
      var progress = emitted.progress();
      return new DeltaBatchProgress(
          progress.sentThroughMicros(), progress.received(), progress.rejected());
    }
  }
}

package dev.meshscope.aggregator.aggregate;

import static dev.meshscope.aggregator.aggregate.TestMesh.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.DeltaBatch;
import dev.meshscope.model.DeltaBatchCodec;
import dev.meshscope.model.EdgeCounts;
import dev.meshscope.model.EdgeDelta;
import dev.meshscope.model.EdgeSeries;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.WireFormatException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeltaRecordsTest {
  private static final DeltaBatch.Progress PROGRESS =
      new DeltaBatch.Progress(TestMesh.ORIGIN, NOW, 0, 10, 1);

  private final List<Written> written = new ArrayList<>();

  @Test
  void tellsEveryPartitionTheProgress() {
    write(batch(0), 3, 1000);

    assertThat(written).extracting(Written::partition).containsExactly(0, 1, 2);
    assertThat(written).extracting(one -> one.batch().progress()).containsOnly(List.of(PROGRESS));
  }

  @Test
  void putsEachDeltaIntoThePartitionOfItsHash() {
    write(batch(50), 3, 1 << 20);

    assertThat(written).extracting(one -> one.batch().deltas().size()).doesNotContain(0);
    assertThat(written)
        .allSatisfy(one ->
            assertThat(one.batch().deltas())
                .extracting(delta -> Math.floorMod(delta.series().key().stableHash(), 3))
                .containsOnly(one.partition()));
    assertThat(deltas()).containsExactlyInAnyOrderElementsOf(batch(50).deltas());
  }

  @Test
  void splitsWhatIsTooLongAndTellsTheProgressLast() {
    write(batch(50), 1, 1000);

    assertThat(written.size()).isGreaterThan(3);
    assertThat(written)
        .allSatisfy(
            one -> assertThat(one.length() <= 1000 || one.batch().deltas().size() == 1).isTrue());
    assertThat(deltas()).containsExactlyElementsOf(batch(50).deltas());
    assertThat(written.getLast().batch().progress()).containsExactly(PROGRESS);
    assertThat(written.subList(0, written.size() - 1))
        .allSatisfy(one -> assertThat(one.batch().progress()).isEmpty());
  }

  @Test
  void leavesOneDeltaWhole() {
    write(batch(1), 1, 10);

    assertThat(written).hasSize(1);
  }

  private void write(DeltaBatch batch, int partitions, int bytesMax) {
    new DeltaRecords(partitions, bytesMax)
        .write(
            batch,
            (partition, bytes) -> written.add(new Written(partition, bytes.length, read(bytes))));
  }

  private List<EdgeDelta> deltas() {
    return written.stream().flatMap(one -> one.batch().deltas().stream()).toList();
  }

  private static DeltaBatch batch(int deltas) {
    List<EdgeDelta> all = new ArrayList<>();
    IdentityStore nobody = new IdentityStore(1);
    PeerLookup peers = new PeerLookup(nobody, TestMesh.TENANT);
    for (int i = 0; i < deltas; i++) {
      EdgeSeries series =
          TestMesh.edge(Reporter.SOURCE, TestMesh.known("w" + i), TestMesh.known("b"))
              .resolve(party -> peers.announced(party, NOW));
      EdgeCounts counts = new EdgeCounts();
      var rows = TestMesh.batch(0, TestMesh.flow(TestMesh.known("a"), TestMesh.known("b")), NOW);
      counts.add(rows.columns(), 0, series);
      all.add(new EdgeDelta(series, EdgeDelta.windowOf(NOW), counts));
    }
    return new DeltaBatch(TestMesh.TENANT, List.of(PROGRESS), all);
  }

  private static DeltaBatch read(byte[] bytes) {
    try {
      return DeltaBatchCodec.decode(bytes);
    } catch (WireFormatException e) {
      throw new AssertionError("unreadable", e);
    }
  }

  private record Written(int partition, int length, DeltaBatch batch) {}
}

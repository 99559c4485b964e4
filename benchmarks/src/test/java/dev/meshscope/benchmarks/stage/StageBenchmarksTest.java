package dev.meshscope.benchmarks.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.EdgeDelta;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.RequestBatchCodec;
import dev.meshscope.testkit.simulate.PeerMetadata;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.infra.Blackhole;

/** Every benchmark's body runs once, so that none rots unseen; nothing here is about time. */
class StageBenchmarksTest {
  private static final int COPIES = 1;

  private final Spent spent = new Spent();
  private final Blackhole blackhole =
      new Blackhole(
          "Today's password is swordfish. I understand instantiating Blackholes directly is"
              + " dangerous.");

  @ParameterizedTest
  @EnumSource
  void receivesWhatWasRecorded(PeerMetadata peers) {
    ReceiveBenchmark benchmark = new ReceiveBenchmark();
    benchmark.peers = peers;
    benchmark.copies = COPIES;
    benchmark.record();

    spent.start();
    benchmark.receive(spent, blackhole);
    spent.stop();

    assertThat(spent.reports).isGreaterThanOrEqualTo(100_000);
    assertThat(spent.cpuNanos).isPositive();
    assertThat(spent.wallNanos).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void parsesWhatWasRecorded(PeerMetadata peers) throws Exception {
    ParseBenchmark benchmark = new ParseBenchmark();
    benchmark.peers = peers;
    benchmark.copies = COPIES;
    benchmark.record();

    spent.start();
    benchmark.parse(spent, blackhole);
    spent.stop();

    assertThat(spent.reports).isGreaterThanOrEqualTo(20_000);
  }

  @ParameterizedTest
  @EnumSource
  void receivesTheSameRequestsFromOtherSources(MessageSource source) {
    MessageBenchmark benchmark = new MessageBenchmark();
    benchmark.source = source;
    benchmark.copies = COPIES;
    benchmark.record();

    spent.start();
    benchmark.receive(spent, blackhole);
    spent.stop();

    assertThat(spent.reports).isGreaterThanOrEqualTo(50_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 8000})
  void aggregatesWhatWasRecorded(int rows) throws Exception {
    assertThat(AggregateBenchmark.ROWS).contains(rows);
    AggregateBenchmark benchmark = new AggregateBenchmark();
    benchmark.rows = rows;
    benchmark.copies = COPIES;
    benchmark.record();

    spent.start();
    benchmark.aggregate(spent, blackhole);
    spent.stop();

    assertThat(spent.reports).isGreaterThanOrEqualTo(100_000);
  }

  @ParameterizedTest
  @EnumSource
  void receivesEveryEntry(PeerMetadata peers) {
    RecordedMesh mesh = RecordedMesh.of(peers, COPIES);
    ReceivePath path = new ReceivePath(mesh, Integer.MAX_VALUE);
    mesh.messages().forEach(path::take);

    assertThat(path.accepted()).isEqualTo(mesh.entries());
    path.requireAllAccepted();
  }

  @Test
  void makesBatchesOfAllThatItTook() throws Exception {
    RecordedMesh mesh = RecordedMesh.of(PeerMetadata.STRUCT, COPIES);
    RecordedBatches recorded = RecordedBatches.of(mesh, 300, 2_000);

    assertThat(recorded.batches()).hasSizeGreaterThan(5);
    for (EncodedBatch encoded : recorded.batches()) {
      RequestBatch batch = RequestBatchCodec.decode(encoded.bytes());
      assertThat(batch.columns().size()).isEqualTo(encoded.reports()).isGreaterThanOrEqualTo(300);
    }
    assertThat(recorded.announcements())
        .extracting(announcement -> announcement.workload().name())
        .contains("productpage-v1", "istio-ingressgateway");
  }

  @Test
  void givesOneDeltaForEachSeries() {
    List<EdgeDelta> deltas = RecordedDeltas.of(COPIES, 2_000);

    assertThat(deltas).extracting(EdgeDelta::series).doesNotHaveDuplicates();
    assertThat(deltas).extracting(delta -> delta.counts().requests()).doesNotContain(0L);
  }

  @Test
  void readsRecordingsAsTheyWereWritten(@TempDir Path folder) {
    Recordings.write(folder, COPIES);
    System.setProperty(Recordings.FOLDER, folder.toString());
    try {
      for (PeerMetadata peers : PeerMetadata.values()) {
        RecordedMesh mesh = Recordings.mesh(peers, COPIES);
        ReceivePath path = new ReceivePath(mesh, Integer.MAX_VALUE);
        mesh.messages().forEach(path::take);
        assertThat(path.accepted()).isEqualTo(mesh.entries());
      }
    } finally {
      System.clearProperty(Recordings.FOLDER);
    }
  }
}

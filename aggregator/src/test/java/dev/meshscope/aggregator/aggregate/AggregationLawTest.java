package dev.meshscope.aggregator.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.RequestBatch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the split, the order and the repetition of batches, they add up to the truth. */
class AggregationLawTest {
  private static final int REPORTS = 2_000;

  @TempDir private Path directory;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void addsUpToTheTruth(long seed) {
    Random random = new Random(seed);
    RandomTraffic traffic = new RandomTraffic(TestMesh.TENANT, random);
    List<RequestBatch> batches = new ArrayList<>();
    for (int collector = 0; collector < 3; collector++) {
      RequestBatch.Origin origin = new RequestBatch.Origin("c" + collector, seed, 0);
      batches.addAll(traffic.batches(origin, REPORTS, 1 + random.nextInt(400)));
    }
    List<RequestBatch> sent = new ArrayList<>(batches);
    batches.stream().filter(_ -> random.nextInt(3) == 0).forEach(sent::add);
    Collections.shuffle(sent, random);

    try (TopologyHarness topology = new TopologyHarness(directory)) {
      traffic.announcements().forEach(topology::announce);
      sent.forEach(topology::send);

      assertThat(traffic.truth().differences(topology.merged())).isEmpty();
      assertThat(topology.deadLetters()).isEmpty();
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {11, 12})
  void claimsAllOnceAllHasCome(long seed) {
    Random random = new Random(seed);
    RequestBatch.Origin origin = new RequestBatch.Origin("c", seed, 0);
    List<RequestBatch> batches =
        new RandomTraffic(TestMesh.TENANT, random).batches(origin, 500, 20);
    long last = batches.getLast().header().sentThroughMicros();
    Collections.shuffle(batches, random);

    try (TopologyHarness topology = new TopologyHarness(directory)) {
      batches.forEach(topology::send);

      List<Long> claims =
          topology.emitted().stream().map(one -> one.progress().sentThroughMicros()).toList();
      assertThat(claims).isSorted().last().isEqualTo(last);
    }
  }
}

package dev.meshscope.aggregator.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meshscope.model.DeltaBatchCodec;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.RequestBatchCodec;
import dev.meshscope.model.WireFormatException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DetachedAggregationTest {
  private static final long SEED = 20_261_201;
  private static final int PARTITIONS = 3;

  @Test
  void addsUpToWhatEachReportSays() throws Exception {
    RandomTraffic traffic = new RandomTraffic(TestMesh.TENANT, new Random(SEED));
    DetachedAggregation aggregation = new DetachedAggregation(traffic.announcements(), PARTITIONS);
    MergedDeltas merged = new MergedDeltas();
    for (RequestBatch batch : traffic.batches(TestMesh.ORIGIN, 2000, 300)) {
      List<byte[]> values = aggregation.aggregate(RequestBatchCodec.encode(batch));
      assertThat(values).hasSize(PARTITIONS);
      for (byte[] value : values) {
        merged.add(DeltaBatchCodec.decode(value));
      }
    }

    assertThat(traffic.truth().differences(merged)).as("seed %d", SEED).isEmpty();
  }

  @Test
  void refusesWhatIsNoBatch() {
    DetachedAggregation aggregation = new DetachedAggregation(List.of(), 1);

    assertThatThrownBy(() -> aggregation.aggregate(new byte[] {1, 2, 3}))
        .isInstanceOf(WireFormatException.class);
  }
}

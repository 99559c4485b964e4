package dev.meshscope.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class BatchSizeTest {
  private static final Logger log = LoggerFactory.getLogger(BatchSizeTest.class);
  private static final int REPORTS = 1000;
  private static final int FLOWS = 20;
  private static final double BYTES_PER_REPORT_MAX = 40;

  @Test
  void aReportTakesFewBytes() {
    Laws.forAll(
        1,
        random -> {
          byte[] bytes = RequestBatchCodec.encode(Samples.typicalBatch(REPORTS, FLOWS, random));
          double perReport = (double) bytes.length / REPORTS;
          log.atInfo().addKeyValue("bytesPerReport", perReport).log("size of a typical batch");
          assertThat(perReport).isLessThanOrEqualTo(BYTES_PER_REPORT_MAX);
        });
  }

  @Test
  void anIdleBatchIsShort() {
    RequestBatch idle = new RequestBatch(Samples.header(), List.of(), new RequestColumns());
    assertThat(RequestBatchCodec.encode(idle)).hasSizeLessThan(64);
    DeltaBatch progress = new DeltaBatch("default", Samples.deltaBatch().progress(), List.of());
    assertThat(DeltaBatchCodec.encode(progress)).hasSizeLessThan(64);
  }
}

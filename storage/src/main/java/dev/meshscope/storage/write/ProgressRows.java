package dev.meshscope.storage.write;

import dev.meshscope.model.DeltaBatch;
import java.util.List;

/** Rows of table {@code progress}: how far the runs of collectors are stored. */
public final class ProgressRows {
  private static final List<String> COLUMNS =
      List.of(
          "tenant",
          "collector",
          "incarnation",
          "partition",
          "log",
          "block_end",
          "sent_through",
          "waiting",
          "received",
          "rejected");

  private final RowBinary out = new RowBinary();
  private int count;

  /**
   * Adds how far a run is stored.
   *
   * @param tenant whose traffic it is
   * @param log the partition of edge-deltas
   * @param blockEnd up to which offset that one is stored
   * @param progress how far this brings the run
   */
  public void add(String tenant, long log, long blockEnd, DeltaBatch.Progress progress) {
    out.text(tenant).text(progress.origin().collector());
    out.uint64(progress.origin().incarnation()).uint32(progress.origin().partition());
    out.uint64(log).uint64(blockEnd).uint64(progress.sentThroughMicros());
    out.uint64(progress.waiting()).uint64(progress.received()).uint64(progress.rejected());
    count++;
  }

  /** What was added; add no more. */
  public Rows rows() {
    return new Rows("progress", COLUMNS, out, count);
  }
}

package dev.meshscope.storage.write;

import dev.meshscope.model.EdgeCounts;
import dev.meshscope.storage.schema.TrafficTable;
import java.util.List;
import java.util.stream.Stream;

/** Rows of one of the tables of traffic, out of one block of one log. */
public final class TrafficRows {
  private static final List<String> COLUMNS =
      Stream.concat(
              SeriesColumns.NAMES.stream(),
              Stream.of(
                  "window",
                  "log",
                  "block_end",
                  "requests",
                  "attempts",
                  "late",
                  "bytes_received",
                  "bytes_sent",
                  "first_end",
                  "last_end",
                  "outcomes",
                  "flags",
                  "succeeded",
                  "failed"))
          .toList();

  private final TrafficTable table;
  private final long log;
  private final long blockEnd;
  private final RowBinary out = new RowBinary();
  private int count;

  /**
   * @param table which one
   * @param log names the partition of the topic that the block is from
   * @param blockEnd the offset behind the block
   */
  public TrafficRows(TrafficTable table, long log, long blockEnd) {
    this.table = table;
    this.log = log;
    this.blockEnd = blockEnd;
  }

  /** Adds what a series counted in the window of this table that starts at that second. */
  public void add(SeriesColumns series, long windowStart, EdgeCounts counts) {
    out.append(series.bytes()).uint32(windowStart).uint64(log).uint64(blockEnd);
    out.uint64(counts.requests()).uint64(counts.attempts()).uint64(counts.late());
    out.uint64(counts.bytesReceived()).uint64(counts.bytesSent());
    out.uint64(counts.firstEndMicros()).uint64(counts.lastEndMicros());
    out.counts32(counts.outcomes()).counts8(counts.flags());
    out.counts16(counts.succeeded()).counts16(counts.failed());
    count++;
  }

  /** What was added; add no more. */
  public Rows rows() {
    return new Rows(table.table(), COLUMNS, out, count);
  }
}

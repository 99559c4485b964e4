package dev.meshscope.collector.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.collector.normalize.Ledger;
import dev.meshscope.collector.normalize.Normalization;
import dev.meshscope.collector.normalize.Normalized;
import dev.meshscope.collector.normalize.ProtocolEntry;
import dev.meshscope.collector.normalize.ReportBuffer;
import dev.meshscope.collector.normalize.ReportingNode;
import dev.meshscope.collector.normalize.StreamNormalizer;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.RequestBatchCodec;
import dev.meshscope.model.WireFormatException;
import java.util.HashMap;
import java.util.Map;

/**
 * What becomes of the records of mutated messages: each is counted once, and those that are
 * accepted are reports that can be sent. One owner, not thread-safe.
 */
public final class Reports {
  /** Mutated ids make nodes without end. */
  private static final int NODES_MAX = 64;

  private static final RequestBatch.Header HEADER =
      new RequestBatch.Header("t", new RequestBatch.Origin("c", 1, 0), 0, 0, 0, 0);

  private final Normalization normalization;
  private final Ledger ledger;
  private final ReportBuffer buffer = new ReportBuffer();
  private final Map<ReportingNode, StreamNormalizer> normalizers = new HashMap<>();
  private long generation;
  private long receivedBefore;
  private long acceptedBefore;

  /** Writes what this one understands, and counts in that ledger, which is the one's. */
  public Reports(Normalization normalization, Ledger ledger) {
    this.normalization = normalization;
    this.ledger = ledger;
  }

  /** What was counted so far. */
  public Ledger ledger() {
    return ledger;
  }

  /** Begins a message. */
  public void begin() {
    buffer.restart(++generation);
    receivedBefore = ledger.received();
    acceptedBefore = ledger.accepted();
  }

  /** Takes a record that could be read. */
  public void take(ReportingNode node, ProtocolEntry entry, long arrivalMicros) {
    if (normalizers.size() >= NODES_MAX) {
      normalizers.clear();
    }
    StreamNormalizer normalizer =
        normalizers.computeIfAbsent(node, made -> normalization.of(made, generation));
    count(normalizer.normalize(entry, arrivalMicros, buffer));
  }

  /** Counts a record, or a message, that could not be read. */
  public void count(Normalized fate) {
    ledger.count(fate);
  }

  /** Ends a message that had so many records, with one more for a rest that cannot be read. */
  public void end(long records) {
    assertThat(ledger.received() - receivedBefore).as("counted").isEqualTo(records);
    assertThat(ledger.accepted() - acceptedBefore).as("accepted").isEqualTo(buffer.size());
    RequestBatch batch =
        new RequestBatch(HEADER, buffer.flows(), buffer.operations(), buffer.columns());
    try {
      RequestBatch read = RequestBatchCodec.decode(RequestBatchCodec.encode(batch));
      assertThat(read.flows()).isEqualTo(batch.flows());
      assertThat(read.operations()).isEqualTo(batch.operations());
      assertThat(read.columns().size()).isEqualTo(batch.columns().size());
    } catch (WireFormatException e) {
      throw new AssertionError("what was written cannot be read", e);
    }
  }
}

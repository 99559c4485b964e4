package dev.meshscope.benchmarks.stage;

import dev.meshscope.collector.normalize.Ledger;
import dev.meshscope.collector.normalize.ReportBuffer;
import dev.meshscope.collector.publish.PublishConfig;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.RequestBatchCodec;

/** The end of the collector's way: encodes batches as they become full. One owner. */
final class BatchMaker {
  static final String TENANT = "default";

  private static final byte[] NOT_FULL = {};
  private static final RequestBatch.Origin ORIGIN = new RequestBatch.Origin("benchmark", 1, 0);

  private final int rowsMax;
  private final long bytesMax = PublishConfig.defaults().batchBytesMax().bytes();
  private final long arrivalMicros;
  private final Ledger ledger = new Ledger();
  private final ReportBuffer buffer = new ReportBuffer();
  private long sequence;

  /**
   * @param rowsMax reports after which a batch is encoded
   * @param arrivalMicros when all arrives, microseconds since the epoch
   */
  BatchMaker(int rowsMax, long arrivalMicros) {
    this.rowsMax = rowsMax;
    this.arrivalMicros = arrivalMicros;
  }

  /** Counts what becomes of entries. */
  Ledger ledger() {
    return ledger;
  }

  /** Where reports are written. */
  ReportBuffer buffer() {
    return buffer;
  }

  long arrivalMicros() {
    return arrivalMicros;
  }

  /** Ends a message; the encoded batch if it is full, else nothing. */
  byte[] end() {
    boolean isFull = buffer.size() >= rowsMax || buffer.bytes() >= bytesMax;
    return isFull ? close() : NOT_FULL;
  }

  private byte[] close() {
    RequestBatch.Header header =
        new RequestBatch.Header(
            TENANT, ORIGIN, sequence++, ledger.received(), ledger.rejected(), arrivalMicros);
    RequestBatch batch =
        new RequestBatch(header, buffer.flows(), buffer.operations(), buffer.columns());
    byte[] bytes = RequestBatchCodec.encode(batch);
    buffer.restart(sequence);
    return bytes;
  }

  /** Fails unless every entry so far became a report: benchmarks of refusals would be quick. */
  void requireAllAccepted() {
    if (ledger.accepted() == 0 || ledger.accepted() != ledger.received()) {
      throw new IllegalStateException(
          "of %d entries %d became reports".formatted(ledger.received(), ledger.accepted()));
    }
  }
}

package dev.meshscope.aggregator.aggregate;

import dev.meshscope.model.DeltaBatch;
import dev.meshscope.model.DeltaBatchCodec;
import dev.meshscope.model.EdgeDelta;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the records of topic {@code edge-deltas}: for every partition the deltas that hash to it,
 * and the progress in the last record, so that no partition is thought further than it is.
 */
final class DeltaRecords {
  private final int partitions;
  private final int bytesMax;

  /**
   * @param partitions of topic {@code edge-deltas}
   * @param bytesMax a record with several deltas is not longer; what does not fit goes into more
   */
  DeltaRecords(int partitions, int bytesMax) {
    this.partitions = partitions;
    this.bytesMax = bytesMax;
  }

  /** Gives at least one record for every partition. */
  void write(DeltaBatch batch, Sink sink) {
    List<List<EdgeDelta>> deltas = new ArrayList<>(partitions);
    for (int partition = 0; partition < partitions; partition++) {
      deltas.add(new ArrayList<>());
    }
    for (EdgeDelta delta : batch.deltas()) {
      int hash = delta.series().key().stableHash();
      deltas.get(Math.floorMod(hash, partitions)).add(delta);
    }
    for (int partition = 0; partition < partitions; partition++) {
      DeltaBatch part = new DeltaBatch(batch.tenant(), batch.progress(), deltas.get(partition));
      write(part, partition, sink);
    }
  }

  private void write(DeltaBatch batch, int partition, Sink sink) {
    byte[] bytes = DeltaBatchCodec.encode(batch);
    int size = batch.deltas().size();
    if (bytes.length <= bytesMax || size < 2) {
      sink.accept(partition, bytes);
      return;
    }
    List<EdgeDelta> first = batch.deltas().subList(0, size / 2);
    List<EdgeDelta> second = batch.deltas().subList(size / 2, size);
    write(new DeltaBatch(batch.tenant(), List.of(), first), partition, sink);
    write(new DeltaBatch(batch.tenant(), batch.progress(), second), partition, sink);
  }

  /** Takes one record. */
  @FunctionalInterface
  interface Sink {
    void accept(int partition, byte[] value);
  }
}

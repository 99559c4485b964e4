package dev.meshscope.model;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Reports of one collector for one partition of topic {@code requests}: the record's value.
 *
 * @param header who sent it and where it stands in the collector's ledger
 * @param flows the dictionary that the rows point into
 * @param operations what requests asked for: route names, gRPC methods, templates of paths; row
 *     value n is the n-th of them, starting with 1
 * @param columns the reports; none in the batch of an idle collector
 */
public record RequestBatch(
    Header header, List<Flow> flows, List<String> operations, RequestColumns columns) {
  public RequestBatch {
    requireNonNull(header);
    flows = List.copyOf(flows);
    operations = List.copyOf(operations);
    for (int row = 0; row < columns.size(); row++) {
      if (columns.flow(row) < 0 || columns.flow(row) >= flows.size()) {
        throw new IllegalArgumentException("row " + row + " points to no flow");
      }
      if (columns.operation(row) < 0 || columns.operation(row) > operations.size()) {
        throw new IllegalArgumentException("row " + row + " points to no operation");
      }
    }
  }

  /** A batch whose reports have no operation. */
  public RequestBatch(Header header, List<Flow> flows, RequestColumns columns) {
    this(header, flows, List.of(), columns);
  }

  /**
   * Who sent a batch and what it stands for. A batch is identified by origin and sequence: one that
   * is published again keeps both.
   *
   * @param tenant whose traffic it is
   * @param origin which collector's which run for which partition
   * @param sequence 0, 1, 2 … within the origin
   * @param received entries that this run of the collector received so far, on all partitions
   * @param rejected how many of those it rejected
   * @param sentThroughMicros collector clock, microseconds since the epoch: every report received
   *     before it is in this or an earlier batch of this origin
   */
  public record Header(
      String tenant,
      Origin origin,
      long sequence,
      long received,
      long rejected,
      long sentThroughMicros) {
    public Header {
      requireNonNull(tenant);
      requireNonNull(origin);
      if (sequence < 0 || received < 0 || rejected < 0 || rejected > received) {
        throw new IllegalArgumentException(
            "sequence %d, received %d, rejected %d".formatted(sequence, received, rejected));
      }
    }
  }

  /**
   * One run of a collector on one partition.
   *
   * @param collector the collector's instance id, the same after a restart
   * @param incarnation start of the run, microseconds since the epoch
   * @param partition the partition of topic {@code requests} that the batch was made for
   */
  public record Origin(String collector, long incarnation, int partition) {
    public Origin {
      requireNonNull(collector);
      if (partition < 0) {
        throw new IllegalArgumentException("partition " + partition);
      }
    }
  }
}

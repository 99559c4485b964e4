package dev.meshscope.model;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Deltas of some edges out of some request batches: the value of topic {@code edge-deltas}.
 *
 * @param tenant whose traffic it is
 * @param progress how far the batches behind it reach
 * @param deltas what they add; may be empty, then only progress is told
 */
public record DeltaBatch(String tenant, List<Progress> progress, List<EdgeDelta> deltas) {
  public DeltaBatch {
    requireNonNull(tenant);
    progress = List.copyOf(progress);
    deltas = List.copyOf(deltas);
  }

  /**
   * How far one origin has been aggregated.
   *
   * @param origin the collector's run and partition
   * @param sentThroughMicros of the batch, microseconds since the epoch
   * @param waiting reports of that origin that wait for an identity
   * @param received entries that this run of the collector had received so far
   * @param rejected how many of those it had rejected
   */
  public record Progress(
      RequestBatch.Origin origin,
      long sentThroughMicros,
      long waiting,
      long received,
      long rejected) {
    public Progress {
      requireNonNull(origin);
    }
  }
}

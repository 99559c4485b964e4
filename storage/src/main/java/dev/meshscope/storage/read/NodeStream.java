package dev.meshscope.storage.read;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one collector said about the streams of one node in a span of time.
 *
 * @param nodeId the node
 * @param collector the collector
 * @param workload whose node it is
 * @param opened when its first stream opened, null where that was before the span
 * @param lastSign the last sign of life, or the end of the last stream
 * @param isClosed whether that last thing was the end of the last stream
 */
public record NodeStream(
    String nodeId,
    String collector,
    WorkloadName workload,
    @Nullable Instant opened,
    Instant lastSign,
    boolean isClosed) {
  public NodeStream {
    requireNonNull(nodeId);
    requireNonNull(collector);
    requireNonNull(workload);
    requireNonNull(lastSign);
  }
}

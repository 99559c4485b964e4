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
 * @param signs when it was heard of
 */
public record NodeStream(String nodeId, String collector, WorkloadName workload, Signs signs) {
  public NodeStream {
    requireNonNull(nodeId);
    requireNonNull(collector);
    requireNonNull(workload);
    requireNonNull(signs);
  }

  /**
   * Signs of life.
   *
   * @param first the first one in the span
   * @param opened when its first stream in the span opened, null where none did
   * @param last the last one, or the end of the last stream
   * @param isClosed whether that last one was the end of the last stream
   */
  public record Signs(Instant first, @Nullable Instant opened, Instant last, boolean isClosed) {
    public Signs {
      requireNonNull(first);
      requireNonNull(last);
    }

    /** Those of a span and of a later one. */
    public Signs then(Signs later) {
      return new Signs(
          first, opened == null ? later.opened() : opened, later.last(), later.isClosed());
    }
  }
}

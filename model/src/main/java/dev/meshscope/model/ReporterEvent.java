package dev.meshscope.model;

import static java.util.Objects.requireNonNull;

/**
 * A sign of life of a reporting node, as one collector saw it; topic {@code reporters}, key = node
 * id.
 *
 * @param tenant whose mesh
 * @param nodeId the node
 * @param collector the collector's instance id
 * @param kind what happened
 * @param atMicros when, collector clock, microseconds since the epoch
 * @param workload who the node is
 */
public record ReporterEvent(
    String tenant, String nodeId, String collector, Kind kind, long atMicros, Workload workload) {
  public ReporterEvent {
    requireNonNull(tenant);
    requireNonNull(nodeId);
    requireNonNull(collector);
    requireNonNull(kind);
    requireNonNull(workload);
  }

  /** What happened to the streams of a node. */
  public enum Kind implements Named {
    /** The first stream of this node to this collector opened. */
    OPENED("opened"),
    /** At least one is open; said every 30 s. */
    ALIVE("alive"),
    /** The last one closed. */
    CLOSED("closed");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    @Override
    public String text() {
      return text;
    }
  }
}

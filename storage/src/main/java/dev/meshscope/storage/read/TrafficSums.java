package dev.meshscope.storage.read;

import dev.meshscope.model.Counts;
import java.sql.SQLException;

/**
 * What some rows add up to.
 *
 * @param requests requests, or TCP connections
 * @param attempts Σ max(1, attempt count) of source rows
 * @param late requests that arrived more than 30 s after their end
 * @param bytesReceived bytes from downstream
 * @param bytesSent bytes to downstream
 * @param outcomes requests by {@link dev.meshscope.model.Outcome}
 * @param latency requests, failed ones too, by {@link dev.meshscope.model.LatencyBuckets}
 */
public record TrafficSums(
    long requests,
    long attempts,
    long late,
    long bytesReceived,
    long bytesSent,
    Counts outcomes,
    Counts latency) {

  /** The columns that {@link #read} takes, in its order. */
  static final String COLUMNS =
      """
      sum(requests), sum(attempts), sum(late), sum(bytes_received), sum(bytes_sent),
        sumMap(outcomes), sumMap(succeeded), sumMap(failed)\
      """;

  static TrafficSums read(Rows rows) throws SQLException {
    long requests = rows.number();
    long attempts = rows.number();
    long late = rows.number();
    long bytesReceived = rows.number();
    long bytesSent = rows.number();
    Counts outcomes = rows.counts();
    Counts latency = rows.counts();
    latency.merge(rows.counts());
    return new TrafficSums(requests, attempts, late, bytesReceived, bytesSent, outcomes, latency);
  }
}

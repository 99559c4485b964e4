package dev.meshscope.queryapi;

import dev.meshscope.model.EdgeSeries;
import dev.meshscope.model.RequestColumns;

/**
 * One report, as the ground truth knows it.
 *
 * @param series what it counts under
 * @param endMicros end of the request, microseconds since the epoch
 * @param durationNanos how long it took, or {@link RequestColumns#NO_DURATION}
 * @param outcome how it ended
 * @param attempts tries
 * @param bytesReceived from the caller
 * @param bytesSent to the caller
 * @param isLate whether it came late
 */
record Report(
    EdgeSeries series,
    long endMicros,
    long durationNanos,
    int outcome,
    int attempts,
    long bytesReceived,
    long bytesSent,
    boolean isLate) {

  void appendTo(RequestColumns columns) {
    columns.begin(0);
    columns.time(endMicros, durationNanos, isLate);
    columns.result(outcome, 0);
    columns.volume(bytesReceived, bytesSent, attempts);
  }
}

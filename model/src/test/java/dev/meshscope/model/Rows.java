package dev.meshscope.model;

import java.util.List;
import java.util.stream.IntStream;

/** Columns as rows that can be compared. */
final class Rows {
  private Rows() {}

  record Row(
      int flow,
      long endMicros,
      long durationNanos,
      int outcome,
      long flags,
      long bytesReceived,
      long bytesSent,
      int attempts,
      boolean isLate,
      boolean isOpen,
      int operation) {}

  static List<Row> of(RequestColumns columns) {
    return IntStream.range(0, columns.size()).mapToObj(row -> row(columns, row)).toList();
  }

  private static Row row(RequestColumns columns, int row) {
    return new Row(
        columns.flow(row),
        columns.endMicros(row),
        columns.durationNanos(row),
        columns.outcome(row),
        columns.flags(row),
        columns.bytesReceived(row),
        columns.bytesSent(row),
        columns.attempts(row),
        columns.isLate(row),
        columns.isOpen(row),
        columns.operation(row));
  }
}

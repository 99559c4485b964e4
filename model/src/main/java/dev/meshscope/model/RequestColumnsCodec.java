package dev.meshscope.model;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;

/**
 * Encodes the columns of a request batch: packed varints, ends as differences. The column of ends
 * is always there, so a row takes at least one byte.
 */
final class RequestColumnsCodec {
  private static final int FLOW = 32;
  private static final int END_MICROS = 33;
  private static final int DURATION_NANOS = 34;
  private static final int OUTCOME = 35;
  private static final int FLAGS = 36;
  private static final int BYTES_RECEIVED = 37;
  private static final int BYTES_SENT = 38;
  private static final int ATTEMPTS = 39;
  private static final int LATE = 40;
  private static final int OPEN = 41;
  private static final int OPERATION = 42;

  private RequestColumnsCodec() {}

  static void write(RequestColumns columns, WireBuffer out) {
    int rows = columns.size();
    if (rows == 0) {
      return;
    }
    WireBuffer column = new WireBuffer();
    for (int row = 0; row < rows; row++) {
      column.varint(columns.flow(row));
    }
    out.column(FLOW, column);
    column.clear();
    long previous = 0;
    for (int row = 0; row < rows; row++) {
      column.signed(columns.endMicros(row) - previous);
      previous = columns.endMicros(row);
    }
    out.message(END_MICROS, column);
    column.clear();
    for (int row = 0; row < rows; row++) {
      column.varint(columns.durationNanos(row) + 1);
    }
    out.column(DURATION_NANOS, column);
    writeOutcomes(columns, column.clear(), out);
    writeVolumes(columns, column, out);
    writeKinds(columns, column.clear(), out);
  }

  private static void writeOutcomes(RequestColumns columns, WireBuffer column, WireBuffer out) {
    int rows = columns.size();
    for (int row = 0; row < rows; row++) {
      column.varint(columns.outcome(row));
    }
    out.column(OUTCOME, column);
    column.clear();
    for (int row = 0; row < rows; row++) {
      column.varint(columns.flags(row));
    }
    out.column(FLAGS, column);
    column.clear();
    for (int row = 0; row < rows; row++) {
      column.varint(columns.isLate(row) ? 1 : 0);
    }
    out.column(LATE, column);
  }

  private static void writeVolumes(RequestColumns columns, WireBuffer column, WireBuffer out) {
    int rows = columns.size();
    column.clear();
    for (int row = 0; row < rows; row++) {
      column.varint(columns.bytesReceived(row));
    }
    out.column(BYTES_RECEIVED, column);
    column.clear();
    for (int row = 0; row < rows; row++) {
      column.varint(columns.bytesSent(row));
    }
    out.column(BYTES_SENT, column);
    column.clear();
    for (int row = 0; row < rows; row++) {
      column.varint(columns.attempts(row));
    }
    out.column(ATTEMPTS, column);
  }

  private static void writeKinds(RequestColumns columns, WireBuffer column, WireBuffer out) {
    int rows = columns.size();
    for (int row = 0; row < rows && columns.hasOpen(); row++) {
      column.varint(columns.isOpen(row) ? 1 : 0);
    }
    out.column(OPEN, column);
    column.clear();
    for (int row = 0; row < rows; row++) {
      column.varint(columns.operation(row));
    }
    out.column(OPERATION, column);
  }

  /** Collects the columns; the number of rows comes first. */
  static final class Reader {
    private int rows;
    private final int[][] ints = new int[OPERATION + 1][];
    private final long[][] longs = new long[OPERATION + 1][];

    void rows(int count) {
      rows = count;
    }

    boolean content(int field, CodedInputStream in) throws IOException {
      switch (field) {
        case FLOW, OUTCOME, ATTEMPTS, LATE, OPEN, OPERATION ->
            ints[field] = WireInput.ints(in, rows);
        case DURATION_NANOS, FLAGS, BYTES_RECEIVED, BYTES_SENT ->
            longs[field] = WireInput.longs(in, rows);
        case END_MICROS -> longs[field] = WireInput.deltas(in, rows);
        default -> {
          return false;
        }
      }
      return true;
    }

    RequestColumns columns() throws WireFormatException {
      RequestColumns columns = new RequestColumns();
      int[] flow = ints(FLOW);
      long[] end = longs(END_MICROS);
      long[] duration = longs(DURATION_NANOS);
      int[] outcome = ints(OUTCOME);
      long[] flags = longs(FLAGS);
      long[] received = longs(BYTES_RECEIVED);
      long[] sent = longs(BYTES_SENT);
      int[] attempts = ints(ATTEMPTS);
      int[] late = ints(LATE);
      int[] open = ints(OPEN);
      int[] operation = ints(OPERATION);
      for (int row = 0; row < rows; row++) {
        boolean isNegative = (duration[row] | received[row] | sent[row] | attempts[row]) < 0;
        if (isNegative || outcome[row] < 0 || outcome[row] > Outcome.MAX) {
          throw new WireFormatException("row " + row + " has a value out of range");
        }
        columns.begin(flow[row]);
        if (open[row] != 0) {
          columns.open(end[row]);
        }
        columns.asked(operation[row]);
        columns.time(end[row], duration[row] - 1, late[row] != 0);
        columns.result(outcome[row], flags[row]);
        columns.volume(received[row], sent[row], attempts[row]);
      }
      return columns;
    }

    private int[] ints(int field) throws WireFormatException {
      if (ints[field] == null) {
        return new int[rows];
      }
      WireInput.length(ints[field].length, rows);
      return ints[field];
    }

    private long[] longs(int field) throws WireFormatException {
      if (longs[field] == null) {
        return new long[rows];
      }
      WireInput.length(longs[field].length, rows);
      return longs[field];
    }
  }
}

package dev.meshscope.model;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * Encodes deltas as columns. Each of the four count maps is three columns: how many keys a row has,
 * then all keys as differences within a row, then all counts.
 */
final class DeltaColumnsCodec {
  private static final int ROWS = 10;
  private static final int SERIES = 32;
  private static final int WINDOW_SECONDS = 33;
  private static final int REQUESTS = 34;
  private static final int ATTEMPTS = 35;
  private static final int LATE = 36;
  private static final int BYTES_RECEIVED = 37;
  private static final int BYTES_SENT = 38;
  private static final int FIRST_END_MICROS = 39;
  private static final int LAST_END_MICROS = 40;
  private static final int COUNTS = 48;
  private static final int COUNTS_END = 60;
  private static final List<Function<EdgeCounts, Counts>> MAPS =
      List.of(EdgeCounts::outcomes, EdgeCounts::flags, EdgeCounts::succeeded, EdgeCounts::failed);
  private static final int COLUMNS_PER_MAP = 3;

  private DeltaColumnsCodec() {}

  static void write(List<EdgeDelta> deltas, Dictionary<EdgeSeries> series, WireBuffer out) {
    if (deltas.isEmpty()) {
      return;
    }
    out.number(ROWS, deltas.size());
    plain(SERIES, deltas, delta -> series.index(delta.series()), out);
    differences(WINDOW_SECONDS, deltas, EdgeDelta::windowSeconds, out);
    plain(REQUESTS, deltas, delta -> delta.counts().requests(), out);
    plain(ATTEMPTS, deltas, delta -> delta.counts().attempts(), out);
    plain(LATE, deltas, delta -> delta.counts().late(), out);
    plain(BYTES_RECEIVED, deltas, delta -> delta.counts().bytesReceived(), out);
    plain(BYTES_SENT, deltas, delta -> delta.counts().bytesSent(), out);
    differences(FIRST_END_MICROS, deltas, delta -> delta.counts().firstEndMicros(), out);
    differences(LAST_END_MICROS, deltas, delta -> delta.counts().lastEndMicros(), out);
    for (int map = 0; map < MAPS.size(); map++) {
      writeCounts(COUNTS + COLUMNS_PER_MAP * map, deltas, MAPS.get(map), out);
    }
  }

  private static void plain(
      int field, List<EdgeDelta> deltas, ToLongFunction<EdgeDelta> value, WireBuffer out) {
    WireBuffer column = new WireBuffer();
    deltas.forEach(delta -> column.varint(value.applyAsLong(delta)));
    out.column(field, column);
  }

  private static void differences(
      int field, List<EdgeDelta> deltas, ToLongFunction<EdgeDelta> value, WireBuffer out) {
    WireBuffer column = new WireBuffer();
    long previous = 0;
    for (EdgeDelta delta : deltas) {
      long current = value.applyAsLong(delta);
      column.signed(current - previous);
      previous = current;
    }
    out.column(field, column);
  }

  private static void writeCounts(
      int field, List<EdgeDelta> deltas, Function<EdgeCounts, Counts> map, WireBuffer out) {
    WireBuffer sizes = new WireBuffer();
    WireBuffer keys = new WireBuffer();
    WireBuffer values = new WireBuffer();
    for (EdgeDelta delta : deltas) {
      Counts counts = map.apply(delta.counts());
      sizes.varint(counts.size());
      int[] previous = {0};
      counts.forEach((key, count) -> {
        keys.varint(key - previous[0]);
        values.varint(count);
        previous[0] = key;
      });
    }
    out.message(field, sizes);
    out.message(field + 1, keys);
    out.message(field + 2, values);
  }

  private static long notNegative(long number) throws WireFormatException {
    if (number < 0) {
      throw new WireFormatException("a number out of range: " + Long.toUnsignedString(number));
    }
    return number;
  }

  /** Collects the columns; the number of rows comes first. */
  static final class Reader {
    private final long rowsMax;
    private int rows;
    private final long[][] columns = new long[COUNTS_END][];

    /** A row takes at least a byte of each map, so there cannot be more rows than that. */
    Reader(long bytes) {
      rowsMax = bytes / MAPS.size();
    }

    void number(int field, long value) throws WireFormatException {
      if (field == ROWS) {
        rows = WireInput.rows(value, rowsMax);
      }
    }

    boolean content(int field, CodedInputStream in) throws IOException {
      switch (field) {
        case SERIES, REQUESTS, ATTEMPTS, LATE, BYTES_RECEIVED, BYTES_SENT ->
            columns[field] = WireInput.longs(in, rows);
        case WINDOW_SECONDS, FIRST_END_MICROS, LAST_END_MICROS ->
            columns[field] = WireInput.deltas(in, rows);
        default -> {
          if (field < COUNTS || field >= COUNTS_END) {
            return false;
          }
          columns[field] = WireInput.allLongs(in);
        }
      }
      return true;
    }

    List<EdgeDelta> deltas(List<EdgeSeries> series) throws WireFormatException {
      List<CountsReader> maps = new ArrayList<>(MAPS.size());
      for (int map = 0; map < MAPS.size(); map++) {
        int field = COUNTS + COLUMNS_PER_MAP * map;
        maps.add(new CountsReader(any(field), any(field + 1), any(field + 2)));
        WireInput.length(any(field).length, rows);
      }
      for (int field = SERIES; field <= LAST_END_MICROS; field++) {
        if (columns[field] != null) {
          WireInput.length(columns[field].length, rows);
        }
      }
      List<EdgeDelta> deltas = new ArrayList<>(rows);
      for (int row = 0; row < rows; row++) {
        EdgeCounts counts = totals(row);
        for (int map = 0; map < MAPS.size(); map++) {
          maps.get(map).row(row, MAPS.get(map).apply(counts));
        }
        EdgeSeries of = EdgeReader.entry(series, at(SERIES, row), "series");
        deltas.add(new EdgeDelta(of, at(WINDOW_SECONDS, row), counts));
      }
      for (CountsReader map : maps) {
        map.end();
      }
      return deltas;
    }

    private EdgeCounts totals(int row) throws WireFormatException {
      for (int field = REQUESTS; field <= BYTES_SENT; field++) {
        notNegative(at(field, row));
      }
      EdgeCounts counts = new EdgeCounts();
      counts.addTotals(at(REQUESTS, row), at(ATTEMPTS, row), at(LATE, row));
      counts.addBytes(at(BYTES_RECEIVED, row), at(BYTES_SENT, row));
      counts.addEnds(at(FIRST_END_MICROS, row), at(LAST_END_MICROS, row));
      return counts;
    }

    private long at(int field, int row) {
      return columns[field] == null ? 0 : columns[field][row];
    }

    private long[] any(int field) {
      return columns[field] == null ? new long[0] : columns[field];
    }
  }

  /** Walks through the three columns of one count map. */
  private static final class CountsReader {
    private final long[] sizes;
    private final long[] keys;
    private final long[] values;
    private int next;

    CountsReader(long[] sizes, long[] keys, long[] values) {
      this.sizes = sizes;
      this.keys = keys;
      this.values = values;
    }

    void row(int row, Counts counts) throws WireFormatException {
      long size = sizes[row];
      if (size < 0 || size > Math.min(keys.length, values.length) - next) {
        throw new WireFormatException("row " + row + " has more keys than there are");
      }
      long key = 0;
      for (long i = 0; i < size; i++, next++) {
        key += notNegative(keys[next]);
        counts.add(Math.toIntExact(key), notNegative(values[next]));
      }
    }

    void end() throws WireFormatException {
      if (next != keys.length || next != values.length) {
        throw new WireFormatException("there are more keys or counts than the rows have");
      }
    }
  }
}

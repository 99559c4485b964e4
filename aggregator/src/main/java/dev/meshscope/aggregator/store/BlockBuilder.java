package dev.meshscope.aggregator.store;

import dev.meshscope.model.DeltaBatch;
import dev.meshscope.model.EdgeCounts;
import dev.meshscope.model.EdgeDelta;
import dev.meshscope.model.EdgeSeries;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.storage.schema.TrafficTable;
import dev.meshscope.storage.write.ProgressRows;
import dev.meshscope.storage.write.SeriesColumns;
import dev.meshscope.storage.write.TrafficRows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Merges the deltas of one block by series and window. The same records always give the same rows
 * in the same order: series by first appearance, windows rising. One owner, not thread-safe.
 */
final class BlockBuilder {
  /** The last window that the tables' DateTime can hold. */
  private static final long WINDOW_MAX = 0xFFFF_FFFFL - EdgeDelta.WINDOW_SECONDS;

  private final Map<SeriesKey, SeriesRows> series = new LinkedHashMap<>();
  private final Map<OriginKey, DeltaBatch.Progress> progress = new LinkedHashMap<>();
  private int rows;
  private long deltas;

  private record SeriesKey(String tenant, EdgeSeries series) {}

  /** Windows are by their start. */
  private record SeriesRows(SeriesColumns columns, SortedMap<Long, EdgeCounts> windows) {
    SortedMap<Long, EdgeCounts> of(TrafficTable table) {
      if (table == TrafficTable.EDGES_10S) {
        return windows;
      }
      SortedMap<Long, EdgeCounts> coarse = new TreeMap<>();
      windows.forEach((start, counts) ->
          coarse.computeIfAbsent(table.windowOf(start), _ -> new EdgeCounts()).merge(counts));
      return coarse;
    }
  }

  private record OriginKey(String tenant, RequestBatch.Origin origin) {}

  /**
   * Adds a batch.
   *
   * @return how many of its deltas were left out because no table can hold their window
   */
  long add(DeltaBatch batch) {
    for (DeltaBatch.Progress one : batch.progress()) {
      progress.merge(new OriginKey(batch.tenant(), one.origin()), one, BlockBuilder::later);
    }
    long refused = 0;
    for (EdgeDelta delta : batch.deltas()) {
      if (delta.windowSeconds() < 0 || delta.windowSeconds() > WINDOW_MAX) {
        refused++;
      } else {
        add(batch.tenant(), delta);
      }
    }
    return refused;
  }

  /** How many rows of 10 s windows there are so far. */
  int rows() {
    return rows;
  }

  /** How many deltas were merged so far. */
  long deltas() {
    return deltas;
  }

  /** Whether there is nothing to store at all. */
  boolean isEmpty() {
    return rows == 0 && progress.isEmpty();
  }

  /** The block of what was added; add no more. */
  Block build(DeltaLog log, Intent intent) {
    long hash = log.hash();
    List<Block.Piece> pieces = new ArrayList<>();
    for (TrafficTable table : TrafficTable.values()) {
      PieceBuilder builder = new PieceBuilder(table, hash, intent.to());
      series.values().forEach(rowsOf -> builder.add(rowsOf.columns(), rowsOf.of(table)));
      pieces.addAll(builder.pieces(log, intent));
    }
    Set<Block.Edge> edges = new LinkedHashSet<>();
    series.keySet().forEach(key -> edges.add(new Block.Edge(key.tenant(), key.series().key())));
    ProgressRows told = new ProgressRows();
    progress.forEach((key, value) -> told.add(key.tenant(), hash, intent.to(), value));
    return new Block(hash, intent, edges, pieces, told.rows(), deltas);
  }

  private void add(String tenant, EdgeDelta delta) {
    SortedMap<Long, EdgeCounts> windows =
        series
            .computeIfAbsent(
                new SeriesKey(tenant, delta.series()),
                key -> new SeriesRows(new SeriesColumns(tenant, key.series()), new TreeMap<>()))
            .windows();
    EdgeCounts counts = windows.get(delta.windowSeconds());
    if (counts == null) {
      counts = new EdgeCounts();
      windows.put(delta.windowSeconds(), counts);
      rows++;
    }
    counts.merge(delta.counts());
    deltas++;
  }

  /** What two batches of one run say together; a replayed one may come behind a younger one. */
  private static DeltaBatch.Progress later(DeltaBatch.Progress one, DeltaBatch.Progress next) {
    return new DeltaBatch.Progress(
        one.origin(),
        Math.max(one.sentThroughMicros(), next.sentThroughMicros()),
        next.waiting(),
        Math.max(one.received(), next.received()),
        Math.max(one.rejected(), next.rejected()));
  }

  /** Cuts the rows of one table by its partitions. */
  private static final class PieceBuilder {
    private final TrafficTable table;
    private final long hash;
    private final long blockEnd;
    private final Map<Long, String> partitions = new TreeMap<>();
    private final Map<String, TrafficRows> rows = new TreeMap<>();
    private final Map<String, Long> lastWindows = new TreeMap<>();

    PieceBuilder(TrafficTable table, long hash, long blockEnd) {
      this.table = table;
      this.hash = hash;
      this.blockEnd = blockEnd;
    }

    void add(SeriesColumns columns, SortedMap<Long, EdgeCounts> windows) {
      windows.forEach((start, counts) -> {
        String partition = partitions.computeIfAbsent(start, table::partitionOf);
        rows.computeIfAbsent(partition, _ -> new TrafficRows(table, hash, blockEnd))
            .add(columns, start, counts);
        lastWindows.merge(partition, start, Math::max);
      });
    }

    List<Block.Piece> pieces(DeltaLog log, Intent intent) {
      List<Block.Piece> pieces = new ArrayList<>();
      rows.forEach((partition, content) ->
          pieces.add(
              new Block.Piece(
                  table,
                  partition,
                  lastWindows.getOrDefault(partition, 0L),
                  content.rows(),
                  log.token(intent.from(), intent.to(), table, partition))));
      return pieces;
    }
  }
}

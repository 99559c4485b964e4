package dev.meshscope.storage.schema;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * The tables of traffic, one per resolution. A delta is written to all of them at once.
 *
 * <p>Times are seconds since the epoch, days and months are in UTC: the writer computes a row's
 * table partition itself, exactly as the table's {@code PARTITION BY} does.
 */
public enum TrafficTable {
  /** Partitioned by day. */
  EDGES_10S("edges_10s", 10, "yyyyMMdd"),
  /** Partitioned by day. */
  EDGES_1M("edges_1m", 60, "yyyyMMdd"),
  /** Partitioned by month. */
  EDGES_1H("edges_1h", 3600, "yyyyMM");

  private final String table;
  private final int windowSeconds;
  private final DateTimeFormatter partition;

  TrafficTable(String table, int windowSeconds, String partition) {
    this.table = table;
    this.windowSeconds = windowSeconds;
    this.partition = DateTimeFormatter.ofPattern(partition).withZone(ZoneOffset.UTC);
  }

  /** The table's name. */
  public String table() {
    return table;
  }

  /** The length of its windows. */
  public int windowSeconds() {
    return windowSeconds;
  }

  /** The start of the window that a moment falls into. */
  public long windowOf(long epochSecond) {
    return Math.floorDiv(epochSecond, windowSeconds) * windowSeconds;
  }

  /** The id of the table partition of a window, as in {@code _partition_id}. */
  public String partitionOf(long windowStart) {
    return partition.format(Instant.ofEpochSecond(windowStart));
  }
}

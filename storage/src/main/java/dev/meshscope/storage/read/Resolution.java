package dev.meshscope.storage.read;

import dev.meshscope.storage.schema.TrafficTable;
import java.time.Duration;
import java.time.Instant;

/** The lengths of stored windows, finest first. Each is a multiple of those before it. */
public enum Resolution {
  TEN_SECONDS("10s", TrafficTable.EDGES_10S),
  ONE_MINUTE("1m", TrafficTable.EDGES_1M),
  ONE_HOUR("1h", TrafficTable.EDGES_1H);

  private final String text;
  private final TrafficTable table;

  Resolution(String text, TrafficTable table) {
    this.text = text;
    this.table = table;
  }

  /** How answers spell it. */
  public String text() {
    return text;
  }

  /** The table that has windows of this length. */
  public TrafficTable table() {
    return table;
  }

  /** The length of one window. */
  public Duration length() {
    return Duration.ofSeconds(table.windowSeconds());
  }

  /** The start of the window that the time lies in. */
  public Instant roundDown(Instant time) {
    return Instant.ofEpochSecond(table.windowOf(time.getEpochSecond()));
  }

  /** The time itself where a window starts then, else the start of the next one. */
  public Instant roundUp(Instant time) {
    Instant start = roundDown(time);
    return start.equals(time) ? start : start.plus(length());
  }
}

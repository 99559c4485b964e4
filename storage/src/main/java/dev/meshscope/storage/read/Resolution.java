package dev.meshscope.storage.read;

import java.time.Duration;
import java.time.Instant;

/** The lengths of stored windows, finest first. Each is a multiple of those before it. */
public enum Resolution {
  TEN_SECONDS("10s", Duration.ofSeconds(10), "edges_10s"),
  ONE_MINUTE("1m", Duration.ofMinutes(1), "edges_1m"),
  ONE_HOUR("1h", Duration.ofHours(1), "edges_1h");

  private final String text;
  private final Duration length;
  private final String table;

  Resolution(String text, Duration length, String table) {
    this.text = text;
    this.length = length;
    this.table = table;
  }

  /** How answers spell it. */
  public String text() {
    return text;
  }

  /** The length of one window. */
  public Duration length() {
    return length;
  }

  /** The start of the window that the time lies in. */
  public Instant roundDown(Instant time) {
    long seconds = length.toSeconds();
    return Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), seconds) * seconds);
  }

  /** The time itself where a window starts then, else the start of the next one. */
  public Instant roundUp(Instant time) {
    Instant start = roundDown(time);
    return start.equals(time) ? start : start.plus(length);
  }

  String table() {
    return table;
  }
}

package dev.meshscope.storage.read;

import dev.meshscope.model.Counts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A cursor over an answer: row by row, and in a row column by column. */
public final class Rows {
  private final ResultSet results;
  private int column;

  Rows(ResultSet results) {
    this.results = results;
  }

  /** Goes to the next row; false behind the last one. */
  public boolean next() throws SQLException {
    column = 0;
    return results.next();
  }

  String text() throws SQLException {
    String text = results.getString(++column);
    return text == null ? "" : text;
  }

  long number() throws SQLException {
    return results.getLong(++column);
  }

  boolean bool() throws SQLException {
    return number() != 0;
  }

  /** A column of type Array(String). */
  List<String> texts() throws SQLException {
    Object[] texts = (Object[]) results.getArray(++column).getArray();
    return Arrays.stream(texts).map(String::valueOf).toList();
  }

  /** A column of microseconds since the epoch. */
  Instant micros() throws SQLException {
    return Instant.EPOCH.plus(number(), ChronoUnit.MICROS);
  }

  /** A column of type Map with integers on both sides. */
  Counts counts() throws SQLException {
    Counts counts = new Counts();
    if (results.getObject(++column) instanceof Map<?, ?> map) {
      map.forEach((key, count) -> counts.add(intOf(key), longOf(count)));
    }
    return counts;
  }

  private static int intOf(Object number) {
    return ((Number) number).intValue();
  }

  private static long longOf(Object number) {
    return ((Number) number).longValue();
  }
}

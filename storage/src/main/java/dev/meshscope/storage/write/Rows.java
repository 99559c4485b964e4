package dev.meshscope.storage.write;

import java.io.InputStream;
import java.util.List;

/**
 * Encoded rows of one table: what one INSERT carries. Made by the {@code …Rows} classes; written no
 * more once handed over, and may be read many times.
 */
public final class Rows {
  private final String table;
  private final List<String> columns;
  private final RowBinary bytes;
  private final int count;

  Rows(String table, List<String> columns, RowBinary bytes, int count) {
    this.table = table;
    this.columns = columns;
    this.bytes = bytes;
    this.count = count;
  }

  /** The table's name. */
  public String table() {
    return table;
  }

  /** How many rows there are. */
  public int count() {
    return count;
  }

  /** How long they are, encoded. */
  public int bytes() {
    return bytes.size();
  }

  @Override
  public String toString() {
    return "%d rows of %s".formatted(count, table);
  }

  List<String> columns() {
    return columns;
  }

  InputStream read() {
    return bytes.read();
  }
}

package dev.meshscope.storage.read;

import java.sql.SQLException;
import java.util.List;

/**
 * One SQL statement with its parameters and the way to read its answer.
 *
 * @param <T> what the answer becomes
 */
public interface Select<T> {
  /** The statement without settings; a question mark stands for each parameter. */
  String sql();

  /** A {@code String}, {@code Long} or {@code String[]} for each question mark, in order. */
  List<Object> parameters();

  /** Reads all rows. */
  T read(Rows rows) throws SQLException;
}

package dev.meshscope.queryapi.alert.rule;

/**
 * Where something stands in a file.
 *
 * @param line from 1
 * @param column from 1
 * @param path from the top of its document
 */
record Place(int line, int column, String path) {
  /** The path of a whole document. */
  static final String ROOT = "document";

  Problem problem(String reason) {
    return new Problem(line, column, path, reason);
  }
}

package dev.meshscope.queryapi.alert.rule;

/**
 * Something wrong with a file of rules.
 *
 * @param line from 1; 0 where it is about the whole file
 * @param column from 1; 0 where it is about the whole file
 * @param path such as {@code groups[0].rules[2].expr.over}; {@code document} for all of it
 * @param reason what is wrong, and what would be right
 */
public record Problem(int line, int column, String path, String reason) {
  /** About a whole file. */
  static Problem ofFile(String reason) {
    return new Problem(0, 0, Place.ROOT, reason);
  }

  /** Behind the name of the file: {@code :LINE: path: reason}. */
  public String text() {
    return (line == 0 ? "" : ":" + line) + ": " + path + ": " + reason;
  }

  /** At the same place for another reason. */
  Problem because(String other) {
    return new Problem(line, column, path, other);
  }
}

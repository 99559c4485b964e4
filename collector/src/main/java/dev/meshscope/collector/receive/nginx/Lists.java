package dev.meshscope.collector.receive.nginx;

/**
 * Lists as nginx writes them: a value for each attempt, separated by commas, and by colons where
 * the request went on to another location: {@code 10.0.0.1:80, 10.0.0.2:80 : 10.0.0.9:80}.
 */
final class Lists {
  private static final int ATTEMPT_SEPARATOR = 2;
  private static final int GROUP_SEPARATOR = 3;

  private Lists() {}

  /** Where the item ends that starts here: at the first space, with the comma before it. */
  static int endOfItem(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && bytes[at] != ' ') {
      at++;
    }
    return at > from && at < to && bytes[at - 1] == ',' ? at - 1 : at;
  }

  /** Length of the separator that stands here; 0 if there is none. */
  static int separatorLength(byte[] bytes, int at, int to) {
    if (at + ATTEMPT_SEPARATOR <= to && bytes[at] == ',' && bytes[at + 1] == ' ') {
      return ATTEMPT_SEPARATOR;
    }
    return isGroupEnd(bytes, at, to) ? GROUP_SEPARATOR : 0;
  }

  /** Whether the next item belongs to another location. */
  static boolean isGroupEnd(byte[] bytes, int at, int to) {
    return at + GROUP_SEPARATOR <= to
        && bytes[at] == ' '
        && bytes[at + 1] == ':'
        && bytes[at + 2] == ' ';
  }

  /**
   * The item at an index from 0.
   *
   * @return its offset in the high half and its length in the low half; 0 if there is none
   */
  static long item(Line line, Variable variable, int index) {
    if (!line.isGiven(variable)) {
      return 0;
    }
    byte[] bytes = line.bytes();
    int from = line.from(variable);
    int to = line.to(variable);
    int at = from;
    for (int i = 0; i < index; i++) {
      int end = endOfItem(bytes, at, to);
      int separator = separatorLength(bytes, end, to);
      if (separator == 0) {
        return 0;
      }
      at = end + separator;
    }
    return (long) at << Integer.SIZE | (endOfItem(bytes, at, to) - at);
  }
}

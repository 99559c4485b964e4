package dev.meshscope.collector.receive.nginx;

/** A described format of lines. Safe for use by all at once. */
sealed interface LineFormat permits TextFormat, JsonFormat {
  /** What a format says to a line. */
  enum Match {
    /** It is in this format; the line knows its values now. */
    WHOLE,
    /** It begins like this format, but cannot be read to its end. */
    BROKEN,
    /** It is in another format. */
    NONE
  }

  /** Finds the values of a line, if it is in this format. */
  Match scan(Line line);

  /**
   * Compiles a format: the text of a {@code log_format}, or a JSON object whose values are
   * variables.
   *
   * @throws IllegalArgumentException saying what is wrong, as the rest of a sentence
   */
  static LineFormat of(String format) {
    return format.stripLeading().startsWith("{")
        ? JsonFormat.described(format.strip())
        : TextFormat.of(format);
  }
}

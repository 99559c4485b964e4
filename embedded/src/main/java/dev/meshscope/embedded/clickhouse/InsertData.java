package dev.meshscope.embedded.clickhouse;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * An INSERT that carries its data behind a FORMAT clause, taken apart where ClickHouse's parser
 * does: the data begin behind the spaces and the one line end that follow the format's name.
 *
 * @param statement what comes before FORMAT
 * @param format the format of the data
 * @param data any bytes
 */
record InsertData(MemorySegment statement, String format, MemorySegment data) {
  private static final int FORMAT_LENGTH = "FORMAT".length();

  /** What comes from elsewhere, or is parsed as part of the statement. */
  private static final Set<String> OTHER_SOURCES = Set.of("SELECT", "WITH", "FROM", "VALUES");

  /** Empty when an INSERT has its rows from elsewhere. */
  static Optional<InsertData> of(MemorySegment text) {
    StatementWords words = new StatementWords(text);
    while (words.next()) {
      String word = words.word().toUpperCase(Locale.ROOT);
      if (words.depth() > 0) {
        continue;
      }
      if (OTHER_SOURCES.contains(word)) {
        return Optional.empty();
      }
      if (word.equals("FORMAT")) {
        return behind(text, words);
      }
    }
    return Optional.empty();
  }

  private static Optional<InsertData> behind(MemorySegment text, StatementWords words) {
    long end = words.position() - FORMAT_LENGTH;
    if (!words.next()
        || !Character.isLetter(words.word().charAt(0))
        || words.word().equalsIgnoreCase("Values")) {
      return Optional.empty();
    }
    long start = words.position();
    while (isOneOf(text, start, " \t\f")) {
      start++;
    }
    start += isOneOf(text, start, "\r") ? 1 : 0;
    start += isOneOf(text, start, "\n") ? 1 : 0;
    return Optional.of(new InsertData(text.asSlice(0, end), words.word(), text.asSlice(start)));
  }

  private static boolean isOneOf(MemorySegment text, long at, String bytes) {
    return at < text.byteSize() && bytes.indexOf(text.get(JAVA_BYTE, at)) >= 0;
  }
}

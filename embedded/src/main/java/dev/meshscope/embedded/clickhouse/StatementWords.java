package dev.meshscope.embedded.clickhouse;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/**
 * The words and signs of a statement, without comments, literals and quoted names (which count as
 * one sign). Lexical rules of ClickHouse: comments to the end of the line or of the block,
 * backslash escapes and doubled quotes. Heredocs are not known.
 */
final class StatementWords {

  private static final int WORD_BYTES_MAX = 64;

  private final MemorySegment text;
  private long position;
  private int depth;
  private String word = "";

  StatementWords(MemorySegment text) {
    this.text = text;
  }

  /** How many parentheses are open around the current word; an opening one is outside itself. */
  int depth() {
    return depth - (word.equals("(") ? 1 : 0);
  }

  String word() {
    return word;
  }

  /** Where what follows the current word begins. */
  long position() {
    return position;
  }

  /** Moves to the next word; false at the end. */
  boolean next() {
    skipSpaceAndComments();
    int c = at(position);
    if (c < 0) {
      return false;
    }
    if (isWordByte(c)) {
      readWord();
      return true;
    }
    position++;
    word = String.valueOf((char) c);
    switch (c) {
      case '\'', '"', '`' -> skipQuoted(c);
      case '(' -> depth++;
      case ')' -> depth = Math.max(0, depth - 1);
      default -> {}
    }
    return true;
  }

  private void readWord() {
    StringBuilder letters = new StringBuilder();
    while (isWordByte(at(position))) {
      if (letters.length() < WORD_BYTES_MAX) {
        letters.append((char) at(position));
      }
      position++;
    }
    word = letters.toString();
  }

  private void skipQuoted(int quote) {
    for (int c = at(position++); c >= 0; c = at(position++)) {
      if (c == '\\') {
        position++;
      } else if (c == quote && at(position) == quote) {
        position++;
      } else if (c == quote) {
        return;
      }
    }
  }

  private void skipSpaceAndComments() {
    while (true) {
      int c = at(position);
      if (c == ' ' || (c >= '\t' && c <= '\r')) {
        position++;
      } else if (c == '#' || (c == '-' && at(position + 1) == '-')) {
        skipLine();
      } else if (c == '/' && at(position + 1) == '*') {
        skipBlockComment();
      } else {
        return;
      }
    }
  }

  private void skipLine() {
    while (at(position) >= 0 && at(position) != '\n') {
      position++;
    }
  }

  private void skipBlockComment() {
    position += 2;
    while (at(position) >= 0 && !(at(position) == '*' && at(position + 1) == '/')) {
      position++;
    }
    position += 2;
  }

  /** The byte there, or -1 past the end. */
  private int at(long index) {
    return index < text.byteSize() ? text.get(JAVA_BYTE, index) & 0xff : -1;
  }

  private static boolean isWordByte(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c >= 0x80;
  }
}

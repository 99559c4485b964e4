package dev.meshscope.embedded.clickhouse;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/**
 * The start of {@code RowBinaryWithNamesAndTypes}: the number of columns, their names, their types.
 * Each block of a streamed result repeats it, and an answer has it once.
 */
final class RowBinaryHeader {

  private RowBinaryHeader() {}

  static boolean isIn(String format) {
    return format.equalsIgnoreCase("RowBinaryWithNamesAndTypes");
  }

  /** In bytes. */
  static long length(MemorySegment block) {
    Cursor cursor = new Cursor(block);
    long texts = 2 * cursor.variableLengthNumber();
    for (long i = 0; i < texts; i++) {
      long bytes = cursor.variableLengthNumber();
      cursor.position += bytes;
    }
    return cursor.position;
  }

  private static final class Cursor {

    private final MemorySegment block;
    private long position;

    Cursor(MemorySegment block) {
      this.block = block;
    }

    long variableLengthNumber() {
      long number = 0;
      for (int shift = 0; ; shift += 7) {
        byte part = block.get(JAVA_BYTE, position++);
        number |= (part & 0x7fL) << shift;
        if (part >= 0) {
          return number;
        }
      }
    }
  }
}

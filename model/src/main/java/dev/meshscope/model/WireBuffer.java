package dev.meshscope.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes protobuf's wire format into a growing array; fields with the default value are left out.
 */
final class WireBuffer {
  private static final int INITIAL_CAPACITY = 256;
  private static final int VARINT_BYTES_MAX = 10;
  private static final int VARINT_BITS = 7;
  private static final int LOW_BITS = 0x7F;
  private static final int MORE = 0x80;
  private static final int TAG_SHIFT = 3;
  private static final int LENGTH_DELIMITED = 2;

  private byte[] bytes = new byte[INITIAL_CAPACITY];
  private int size;

  /** A bare varint, as in a packed column. */
  void varint(long value) {
    reserve(VARINT_BYTES_MAX);
    long rest = value;
    while ((rest & ~LOW_BITS) != 0) {
      bytes[size++] = (byte) ((rest & LOW_BITS) | MORE);
      rest >>>= VARINT_BITS;
    }
    bytes[size++] = (byte) rest;
  }

  /** A bare zigzag varint, as in a packed column of signed numbers. */
  void signed(long value) {
    varint((value << 1) ^ (value >> (Long.SIZE - 1)));
  }

  /** A numeric field. */
  void number(int field, long value) {
    if (value != 0) {
      varint((long) field << TAG_SHIFT);
      varint(value);
    }
  }

  /** A text field; {@code always} for members of a repeated field. */
  void text(int field, String text, boolean always) {
    if (always || !text.isEmpty()) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      lengthDelimited(field, utf8, utf8.length);
    }
  }

  /** A nested message; written even when empty, because its place counts. */
  void message(int field, WireBuffer message) {
    lengthDelimited(field, message.bytes, message.size);
  }

  /** A packed column; left out when all its values are 0. */
  void column(int field, WireBuffer column) {
    for (int i = 0; i < column.size; i++) {
      if (column.bytes[i] != 0) {
        lengthDelimited(field, column.bytes, column.size);
        return;
      }
    }
  }

  WireBuffer clear() {
    size = 0;
    return this;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  private void lengthDelimited(int field, byte[] content, int length) {
    varint(((long) field << TAG_SHIFT) | LENGTH_DELIMITED);
    varint(length);
    reserve(length);
    System.arraycopy(content, 0, bytes, size, length);
    size += length;
  }

  private void reserve(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}

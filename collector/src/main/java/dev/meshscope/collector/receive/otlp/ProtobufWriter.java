package dev.meshscope.collector.receive.otlp;

import java.util.Arrays;

/**
 * Writes protobuf front to back into a growing array: the length of a nested message has always
 * five bytes and is filled in at its end. One owner, not thread-safe.
 */
final class ProtobufWriter {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED32 = 5;
  private static final int VARINT_BITS = 7;
  private static final int MORE = 0x80;
  private static final int LENGTH_BYTES = 5;
  private static final int NUMBER_BYTES_MAX = 10;

  private byte[] bytes;
  private int length;

  ProtobufWriter(int expectedBytes) {
    bytes = new byte[expectedBytes];
  }

  /** The message, from 0 to {@link #length}. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  void varint(int field, long value) {
    tag(field, VARINT);
    number(value);
  }

  void fixed64(int field, long value) {
    tag(field, FIXED64);
    fixed(value, Long.BYTES);
  }

  void fixed32(int field, int value) {
    tag(field, FIXED32);
    fixed(value, Integer.BYTES);
  }

  void bytes(int field, byte[] value) {
    tag(field, LENGTH_DELIMITED);
    number(value.length);
    reserve(value.length);
    System.arraycopy(value, 0, bytes, length, value.length);
    length += value.length;
  }

  /**
   * Begins a nested message.
   *
   * @return what to {@link #end} it with
   */
  int begin(int field) {
    tag(field, LENGTH_DELIMITED);
    reserve(LENGTH_BYTES);
    length += LENGTH_BYTES;
    return length;
  }

  /** Ends the nested message that began there. */
  void end(int start) {
    int rest = length - start;
    for (int at = start - LENGTH_BYTES; at < start; at++) {
      bytes[at] = (byte) (at == start - 1 ? rest : rest | MORE);
      rest >>>= VARINT_BITS;
    }
  }

  private void tag(int field, int type) {
    number((long) field << 3 | type);
  }

  private void number(long value) {
    reserve(NUMBER_BYTES_MAX);
    long rest = value;
    while (rest < 0 || rest >= MORE) {
      bytes[length++] = (byte) (rest | MORE);
      rest >>>= VARINT_BITS;
    }
    bytes[length++] = (byte) rest;
  }

  private void fixed(long value, int count) {
    reserve(count);
    for (int i = 0; i < count; i++) {
      bytes[length++] = (byte) (value >>> (Byte.SIZE * i));
    }
  }

  private void reserve(int more) {
    if (length + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length + more, length + (length >> 1) + 64));
    }
  }
}

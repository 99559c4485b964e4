package dev.meshscope.storage.write;

import dev.meshscope.model.Counts;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes ClickHouse's RowBinary format into a growing array: integers little endian in their
 * column's width, lengths as LEB128, no names and no separators (ClickHouse documentation,
 * "RowBinary").
 */
final class RowBinary {
  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);
  private static final int INITIAL_CAPACITY = 512;
  private static final int VARINT_BITS = 7;
  private static final int LOW_BITS = 0x7F;
  private static final int MORE = 0x80;
  private static final int VARINT_BYTES_MAX = 5;

  private byte[] bytes = new byte[INITIAL_CAPACITY];
  private int size;

  RowBinary uint8(int value) {
    reserve(Byte.BYTES);
    bytes[size++] = (byte) value;
    return this;
  }

  RowBinary uint16(int value) {
    reserve(Short.BYTES);
    SHORT.set(bytes, size, (short) value);
    size += Short.BYTES;
    return this;
  }

  RowBinary uint32(long value) {
    reserve(Integer.BYTES);
    INT.set(bytes, size, (int) value);
    size += Integer.BYTES;
    return this;
  }

  /** UInt64, Int64 or DateTime64 in its own ticks. */
  RowBinary uint64(long value) {
    reserve(Long.BYTES);
    LONG.set(bytes, size, value);
    size += Long.BYTES;
    return this;
  }

  /** String, or LowCardinality(String), which looks alike. */
  RowBinary text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    length(utf8.length);
    return append(utf8, utf8.length);
  }

  /** Map(UInt8, UInt64). */
  RowBinary counts8(Counts counts) {
    length(counts.size());
    counts.forEach((key, count) -> uint8(key).uint64(count));
    return this;
  }

  /** Map(UInt16, UInt64). */
  RowBinary counts16(Counts counts) {
    length(counts.size());
    counts.forEach((key, count) -> uint16(key).uint64(count));
    return this;
  }

  /** Map(UInt32, UInt64). */
  RowBinary counts32(Counts counts) {
    length(counts.size());
    counts.forEach((key, count) -> uint32(key).uint64(count));
    return this;
  }

  /** What another one holds. */
  RowBinary append(RowBinary other) {
    return append(other.bytes, other.size);
  }

  int size() {
    return size;
  }

  /** Reads what was written; write no more while it is read. */
  InputStream read() {
    return new ByteArrayInputStream(bytes, 0, size);
  }

  private RowBinary append(byte[] more, int length) {
    reserve(length);
    System.arraycopy(more, 0, bytes, size, length);
    size += length;
    return this;
  }

  private void length(int value) {
    reserve(VARINT_BYTES_MAX);
    int rest = value;
    while ((rest & ~LOW_BITS) != 0) {
      bytes[size++] = (byte) ((rest & LOW_BITS) | MORE);
      rest >>>= VARINT_BITS;
    }
    bytes[size++] = (byte) rest;
  }

  private void reserve(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
    }
  }

  private static VarHandle view(Class<?> arrayType) {
    return MethodHandles.byteArrayViewVarHandle(arrayType, ByteOrder.LITTLE_ENDIAN);
  }
}

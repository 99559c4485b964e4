package dev.meshscope.collector.receive.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;

/** Finds attributes by the bytes of their keys. Safe for use by all at once. */
final class AttributeTable {
  /** The key means nothing. */
  static final int UNKNOWN = -1;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long FACTOR = 0x9E37_79B9_7F4A_7C15L;
  private static final int FOLD = 32;
  private static final int PLACES_PER_KEY = 4;

  private final byte[][] keys;
  private final int[] values;
  private final int mask;

  /**
   * Makes a table.
   *
   * @param attributes what each key stands for, none of them negative
   */
  AttributeTable(Map<String, Integer> attributes) {
    int places = Integer.highestOneBit(PLACES_PER_KEY * attributes.size()) * 2;
    mask = places - 1;
    keys = new byte[places][];
    values = new int[places];
    Arrays.fill(values, UNKNOWN);
    attributes.forEach((key, value) -> {
      byte[] bytes = key.getBytes(UTF_8);
      int at = place(bytes, 0, bytes.length);
      while (values[at] != UNKNOWN) {
        at = (at + 1) & mask;
      }
      keys[at] = bytes;
      values[at] = value;
    });
  }

  /** What the key stands for, or {@link #UNKNOWN}. */
  int find(byte[] bytes, int offset, int length) {
    int at = place(bytes, offset, length);
    while (values[at] != UNKNOWN) {
      byte[] key = keys[at];
      if (key.length == length
          && Arrays.equals(bytes, offset, offset + length, key, 0, key.length)) {
        return values[at];
      }
      at = (at + 1) & mask;
    }
    return UNKNOWN;
  }

  /** By the length, the first and the last eight bytes. */
  private int place(byte[] bytes, int offset, int length) {
    long hash = length * FACTOR;
    if (length >= Long.BYTES) {
      hash ^= (long) LONGS.get(bytes, offset);
      hash *= FACTOR;
      hash ^= (long) LONGS.get(bytes, offset + length - Long.BYTES);
    } else {
      for (int at = offset; at < offset + length; at++) {
        hash = hash << Byte.SIZE ^ bytes[at];
      }
    }
    hash *= FACTOR;
    return (int) (hash >>> FOLD) & mask;
  }
}

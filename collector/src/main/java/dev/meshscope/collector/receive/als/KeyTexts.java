package dev.meshscope.collector.receive.als;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/**
 * The few keys of a map that are used, and the texts of an entry that their values are. No two have
 * the same length, so that one comparison decides.
 */
final class KeyTexts {
  /** The key is none of these. */
  static final int NONE = -1;

  private static final int LENGTHS = 32;

  private final byte[][] keys = new byte[LENGTHS][0];
  private final int[] texts = new int[LENGTHS];

  /** Adds a key; an exception if there is one of that length. */
  KeyTexts with(String key, int text) {
    int length = key.length();
    if (keys[length].length > 0) {
      throw new IllegalArgumentException("two keys of " + length + " bytes");
    }
    keys[length] = key.getBytes(US_ASCII);
    texts[length] = text;
    return this;
  }

  /** The text of a key, or {@link #NONE}. */
  int text(byte[] bytes, int offset, int length) {
    if (length == 0 || length >= LENGTHS) {
      return NONE;
    }
    byte[] key = keys[length];
    boolean isIt =
        key.length == length && Arrays.equals(bytes, offset, offset + length, key, 0, length);
    return isIt ? texts[length] : NONE;
  }
}

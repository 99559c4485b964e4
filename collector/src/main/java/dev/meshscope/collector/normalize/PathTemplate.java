package dev.meshscope.collector.normalize;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Makes templates of paths, so that the calls of one operation have one name: what tells single
 * things apart becomes {@code {id}}. The query is dropped, and what is empty between slashes.
 *
 * <p>A segment tells things apart if it is longer than 32 bytes; if it has only digits and signs;
 * if it has only hexadecimal digits, signs among them, and is at least 8 long with a digit; if it
 * has three digits or more; if it is at least 16 long with a digit; or if it has bytes that are not
 * common in names. Paths may come from anybody: at most {@value #BYTES_MAX} bytes and {@value
 * #SEGMENTS_MAX} segments are looked at, the rest becomes {@code {rest}}. One owner, reused.
 */
final class PathTemplate {
  private static final int BYTES_MAX = 512;
  private static final int SEGMENTS_MAX = 10;
  private static final int SEGMENT_BYTES_MAX = 32;
  private static final int DIGITS_MIN = 3;
  private static final int HEX_BYTES_MIN = 8;
  private static final int OPAQUE_BYTES_MIN = 16;
  private static final byte[] ID = "/{id}".getBytes(US_ASCII);
  private static final byte[] REST = "/{rest}".getBytes(US_ASCII);

  // What a byte is, as bits.
  private static final int DIGIT = 1;
  private static final int HEX = 2;
  private static final int LETTER = 4;
  private static final int SIGN = 8;
  private static final int END = 16;
  private static final byte[] KINDS = kinds();

  private final byte[] bytes = new byte[(SEGMENT_BYTES_MAX + 1) * (SEGMENTS_MAX + 1)];
  private int length;

  /** Where the query begins, or the path ends, looking at so many bytes as a template would. */
  static int end(byte[] path, int offset, int length) {
    int last = offset + Math.min(length, BYTES_MAX);
    for (int at = offset; at < last; at++) {
      if (path[at] == '?' || path[at] == '#') {
        return at;
      }
    }
    return offset + length;
  }

  /** Makes the template of a path without its query; false when it does not begin with a slash. */
  boolean make(byte[] path, int offset, int end) {
    length = 0;
    if (end <= offset || path[offset] != '/') {
      return false;
    }
    int last = Math.min(end, offset + BYTES_MAX);
    int segments = 0;
    int at = offset;
    while (at + 1 < last && segments < SEGMENTS_MAX) {
      int before = length;
      at = segment(path, at + 1, last);
      segments += length > before ? 1 : 0;
    }
    if (at + 1 < last || last < end) {
      append(REST, 0, REST.length);
    }
    if (length == 0) {
      bytes[length++] = '/';
    }
    return true;
  }

  /** The template, from 0 to the length. */
  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Takes the segment that starts there; where the next slash is, or the end. */
  private int segment(byte[] path, int start, int last) {
    int all = DIGIT | HEX | LETTER | SIGN;
    boolean isPlain = true;
    int digits = 0;
    int at = start;
    for (; at < last && path[at] != '/'; at++) {
      int kind = KINDS[path[at] & 0xFF];
      if ((kind & END) != 0) {
        break; // parameters of a segment
      }
      all &= kind == SIGN ? all : kind;
      isPlain &= kind != 0;
      digits += kind & DIGIT;
    }
    int size = at - start;
    while (at < last && path[at] != '/') {
      at++;
    }
    if (size == 0) {
      return at;
    }
    if (isId(size, digits, all, isPlain)) {
      append(ID, 0, ID.length);
    } else {
      bytes[length++] = '/';
      append(path, start, size);
    }
    return at;
  }

  private static boolean isId(int size, int digits, int all, boolean isPlain) {
    boolean isNumber = digits > 0 && (all & DIGIT) != 0;
    boolean isHex = digits > 0 && (all & HEX) != 0 && size >= HEX_BYTES_MIN;
    return size > SEGMENT_BYTES_MAX
        || !isPlain
        || isNumber
        || isHex
        || digits >= DIGITS_MIN
        || (digits > 0 && size >= OPAQUE_BYTES_MIN);
  }

  private void append(byte[] from, int offset, int size) {
    System.arraycopy(from, offset, bytes, length, size);
    length += size;
  }

  private static byte[] kinds() {
    byte[] kinds = new byte[256];
    for (int c = '0'; c <= '9'; c++) {
      kinds[c] = DIGIT | HEX;
    }
    for (int c = 'a'; c <= 'z'; c++) {
      kinds[c] = (byte) (c <= 'f' ? LETTER | HEX : LETTER);
      kinds[c - 'a' + 'A'] = kinds[c];
    }
    for (byte c : "-_.~:!+*$'(){}".getBytes(US_ASCII)) {
      kinds[c] = SIGN;
    }
    kinds[';'] = END;
    return kinds;
  }
}

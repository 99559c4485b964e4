package dev.meshscope.collector.normalize;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Makes templates of paths, so that the calls of one operation have one name: what tells single
 * things apart becomes {@code {id}}. The query is dropped, the parameters of segments, and what is
 * empty between slashes.
 *
 * <p>A segment tells things apart if it is longer than 32 bytes; if it has only digits and signs;
 * if it has only hexadecimal digits and signs, is at least 8 long and has a digit; if it has three
 * digits or more; if it is at least 16 long and has a digit; or if it has bytes that are not common
 * in names. Paths may come from anybody: at most {@value #BYTES_MAX} bytes and {@value
 * #SEGMENTS_MAX} segments are looked at, the rest becomes {@code {rest}}. One owner, reused.
 */
final class PathTemplate {
  private static final int BYTES_MAX = 512;
  private static final int SEGMENTS_MAX = 10;
  private static final int SEGMENT_BYTES_MAX = 32;
  private static final int DIGITS_MIN = 3;
  private static final int HEX_BYTES_MIN = 8;
  private static final int OPAQUE_BYTES_MIN = 16;
  private static final byte[] ID = "{id}".getBytes(US_ASCII);
  private static final byte[] REST = "{rest}".getBytes(US_ASCII);

  // What a byte is, as bits. A letter beyond f is none of them.
  private static final int DIGIT = 1;
  private static final int IN_NUMBER = 2;
  private static final int IN_HEX = 4;
  private static final int STOP = 8;
  private static final int END = STOP | 16;
  private static final int PARAMETERS = STOP;
  private static final int STRANGE = STOP | 32;
  private static final byte[] KINDS = kinds();

  private static final long FACTOR = 0x9E37_79B9_7F4A_7C15L;

  /** The size of a segment that is an id, or the rest. */
  private static final int ID_SIZE = -1;

  private static final int REST_SIZE = -2;

  private final int[] starts = new int[SEGMENTS_MAX + 1];
  private final int[] sizes = new int[SEGMENTS_MAX + 1];
  private byte[] path = {};
  private int segments;
  private int next;

  /** Reads a path; false when it does not begin with a slash. The path must not change then. */
  boolean read(byte[] newPath, int offset, int length) {
    path = newPath;
    segments = 0;
    if (length == 0 || path[offset] != '/') {
      return false;
    }
    int end = offset + Math.min(length, BYTES_MAX);
    next = offset;
    while (segments < SEGMENTS_MAX && isSlash(next, end)) {
      segment(next + 1, end);
    }
    int whole = offset + length;
    boolean isMore = next == end ? next < whole && path[next] != '?' : isSlash(next, end - 1);
    if (isMore) {
      add(next, REST_SIZE);
    }
    return true;
  }

  /** A hash of the template. */
  long hash(long seed) {
    long hash = seed;
    for (int i = 0; i < segments; i++) {
      hash = sizes[i] < 0 ? hash * FACTOR + sizes[i] : Words.mix(hash, path, starts[i], sizes[i]);
    }
    return hash;
  }

  /** Whether this is the template. */
  boolean is(byte[] template) {
    int at = 0;
    for (int i = 0; i < segments; i++) {
      byte[] from = sizes[i] < 0 ? marker(sizes[i]) : path;
      int start = sizes[i] < 0 ? 0 : starts[i];
      int size = sizes[i] < 0 ? from.length : sizes[i];
      if (at + 1 + size > template.length
          || template[at] != '/'
          || !Words.same(from, start, template, at + 1, size)) {
        return false;
      }
      at += 1 + size;
    }
    return segments == 0 ? template.length == 1 && template[0] == '/' : at == template.length;
  }

  /** Whether the template is the path, of that length, itself. */
  boolean isWhole(int pathLength) {
    int size = 0;
    for (int i = 0; i < segments; i++) {
      size = sizes[i] < 0 ? pathLength + 1 : size + 1 + sizes[i];
    }
    return segments == 0 ? pathLength == 1 : size == pathLength;
  }

  /** The template. */
  byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = 0; i < segments; i++) {
      bytes.write('/');
      if (sizes[i] < 0) {
        bytes.writeBytes(marker(sizes[i]));
      } else {
        bytes.write(path, starts[i], sizes[i]);
      }
    }
    if (segments == 0) {
      bytes.write('/');
    }
    return bytes.toByteArray();
  }

  /** Takes the segment that starts there, and goes to the next slash, the query or the end. */
  private void segment(int start, int end) {
    int last = Math.min(end, start + SEGMENT_BYTES_MAX + 1);
    int all = IN_NUMBER | IN_HEX;
    int digits = 0;
    int kind = 0;
    int at = start;
    for (; at < last && digits < DIGITS_MIN; at++) {
      kind = KINDS[path[at] & 0xFF];
      if ((kind & STOP) != 0) {
        break;
      }
      all &= kind;
      digits += kind & DIGIT;
    }
    int size = at - start;
    if (kind == STRANGE || isId(size, digits, all)) {
      add(start, ID_SIZE);
    } else if (size > 0) {
      add(start, size);
    }
    while (at < end && KINDS[path[at] & 0xFF] != END) {
      at++;
    }
    next = at;
  }

  private static boolean isId(int size, int digits, int all) {
    return size > SEGMENT_BYTES_MAX
        || digits >= DIGITS_MIN
        || (digits > 0
            && ((all & IN_NUMBER) != 0
                || size >= OPAQUE_BYTES_MIN
                || ((all & IN_HEX) != 0 && size >= HEX_BYTES_MIN)));
  }

  private void add(int start, int size) {
    starts[segments] = start;
    sizes[segments++] = size;
  }

  private boolean isSlash(int at, int end) {
    return at < end && path[at] == '/';
  }

  private static byte[] marker(int size) {
    return size == ID_SIZE ? ID : REST;
  }

  private static byte[] kinds() {
    byte[] kinds = new byte[256];
    Arrays.fill(kinds, (byte) STRANGE);
    for (int c = 'a'; c <= 'z'; c++) {
      kinds[c] = (byte) (c <= 'f' ? IN_HEX : 0);
      kinds[c - 'a' + 'A'] = kinds[c];
    }
    for (int c = '0'; c <= '9'; c++) {
      kinds[c] = DIGIT | IN_NUMBER | IN_HEX;
    }
    for (byte c : "-_.~:!+*$'(){}".getBytes(US_ASCII)) {
      kinds[c] = IN_NUMBER | IN_HEX;
    }
    kinds['/'] = END;
    kinds['?'] = END;
    kinds['#'] = END;
    kinds[';'] = PARAMETERS;
    return kinds;
  }
}

package dev.meshscope.collector.receive.otlp;

import dev.meshscope.collector.receive.WireCursor;

/**
 * Reads one {@code KeyValue} or {@code AnyValue}: where its key and its value stand. One owner, not
 * thread-safe.
 */
final class AttributeScanner {
  /** What a value is. */
  enum Kind {
    NONE,
    TEXT,
    NUMBER,
    /** A list of attributes, which stand where the text would. */
    LIST
  }

  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int KEY = 1 << 3 | LENGTH_DELIMITED;
  private static final int VALUE = 2 << 3 | LENGTH_DELIMITED;
  private static final int TEXT = 1 << 3 | LENGTH_DELIMITED;
  private static final int FLAG = 2 << 3;
  private static final int INTEGER = 3 << 3;
  private static final int DOUBLE = 4 << 3 | FIXED64;
  private static final int LIST = 6 << 3 | LENGTH_DELIMITED;
  private static final long KEY_USED = 1 << 1 | 1 << 2;
  private static final long VALUE_USED = 1 << 1 | 1 << 2 | 1 << 3 | 1 << 4 | 1 << 6;

  private int keyOffset;
  private int keyLength;
  private Kind kind = Kind.NONE;
  private int offset;
  private int length;
  private long number;

  /** Reads the {@code KeyValue} that the cursor stands at. */
  void attribute(WireCursor in) {
    keyLength = 0;
    kind = Kind.NONE;
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == KEY) {
        keyLength = in.length();
        keyOffset = in.position();
        in.advance(keyLength);
      } else if (tag == VALUE) {
        inside(in);
      } else {
        in.skip(tag, KEY_USED);
      }
    }
    in.leave(outer);
  }

  /** Reads the {@code AnyValue} that the cursor stands at. */
  void value(WireCursor in) {
    kind = Kind.NONE;
    inside(in);
  }

  private void inside(WireCursor in) {
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case TEXT -> delimited(in, Kind.TEXT);
        case LIST -> delimited(in, Kind.LIST);
        case FLAG, INTEGER -> number(in.varint());
        case DOUBLE -> number((long) Double.longBitsToDouble(in.fixed64()));
        default -> {
          in.skip(tag, VALUE_USED);
          kind = Kind.NONE; // of a choice the last one counts
        }
      }
    }
    in.leave(outer);
  }

  private void delimited(WireCursor in, Kind newKind) {
    kind = newKind;
    length = in.length();
    offset = in.position();
    in.advance(length);
  }

  private void number(long value) {
    kind = Kind.NUMBER;
    number = value;
  }

  int keyOffset() {
    return keyOffset;
  }

  int keyLength() {
    return keyLength;
  }

  Kind kind() {
    return kind;
  }

  /** Where the text or the list stands. */
  int offset() {
    return offset;
  }

  int length() {
    return length;
  }

  long number() {
    return number;
  }
}

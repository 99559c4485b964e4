package dev.meshscope.collector.receive.als;

/**
 * A place in protobuf's wire format. Reads never leave the bytes between its limits: what does not
 * fit makes the cursor broken, and a broken cursor has nothing more and reads zeros.
 *
 * <p>Stricter than protobuf's Java reader in three ways, because Envoy writes none of these: groups
 * are refused, a field that we use if it comes with another wire type, and a varint of more than
 * ten bytes. Looser in two: text may hold any bytes, and what is inside a field that we do not use
 * is not looked at.
 */
final class WireCursor {
  private static final int TAG_SHIFT = 3;
  private static final int TYPE_MASK = 7;
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED32 = 5;
  private static final int VARINT_BITS = 7;
  private static final int VARINT_BITS_END = 70;
  private static final int LOW_BITS = 0x7F;
  private static final int BROKEN = Integer.MAX_VALUE;

  private byte[] bytes = {};
  private int position;
  private int limit;

  /** Starts over with other bytes. */
  void over(byte[] newBytes, int from, int to) {
    bytes = newBytes;
    position = from;
    limit = to;
  }

  boolean hasMore() {
    return position < limit;
  }

  boolean isBroken() {
    return position == BROKEN;
  }

  int position() {
    return position;
  }

  /** The tag of the next field; 0 and broken where it is none. */
  int tag() {
    int tag = (int) varint();
    if (tag >>> TAG_SHIFT == 0) {
      fail();
      return 0;
    }
    return tag;
  }

  long varint() {
    if (position < limit) {
      byte first = bytes[position];
      if (first >= 0) {
        position++;
        return first;
      }
    }
    return longVarint();
  }

  /** The length of a length-delimited field whose content starts at {@link #position()}. */
  int length() {
    long length = varint();
    if (length < 0 || length > (long) limit - position) {
      return fail();
    }
    return (int) length;
  }

  /** Steps over the content of a length-delimited field. */
  void advance(int length) {
    if (!isBroken()) {
      position += length;
    }
  }

  /**
   * Limits the cursor to a length-delimited field.
   *
   * @return what to {@link #leave} with
   */
  int enter() {
    int outer = limit;
    int length = length();
    if (!isBroken()) {
      limit = position + length;
    }
    return outer;
  }

  /** Ends a length-delimited field that was read whole. */
  void leave(int outer) {
    limit = outer;
  }

  /**
   * Steps over a field that is not used.
   *
   * @param used bit n is set if field n is one that we use, and then its wire type is wrong
   */
  void skip(int tag, long used) {
    int field = tag >>> TAG_SHIFT;
    if (field < Long.SIZE && (used >>> field & 1) != 0) {
      fail();
      return;
    }
    switch (tag & TYPE_MASK) {
      case VARINT -> varint();
      case FIXED64 -> fixed(Long.BYTES);
      case LENGTH_DELIMITED -> advance(length());
      case FIXED32 -> fixed(Integer.BYTES);
      default -> fail();
    }
  }

  /** Makes the cursor broken. */
  int fail() {
    position = BROKEN;
    return 0;
  }

  private void fixed(int length) {
    if (length > limit - position) {
      fail();
    } else {
      position += length;
    }
  }

  private long longVarint() {
    long value = 0;
    for (int shift = 0; shift < VARINT_BITS_END; shift += VARINT_BITS) {
      if (position >= limit) {
        return fail();
      }
      byte next = bytes[position++];
      value |= (long) (next & LOW_BITS) << shift;
      if (next >= 0) {
        return value;
      }
    }
    return fail();
  }
}

package dev.meshscope.collector.receive;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A place in protobuf's wire format. Reads never leave the bytes between its limits: what does not
 * fit makes the cursor broken, and a broken cursor has nothing more and reads zeros.
 *
 * <p>Stricter than protobuf's Java reader in four ways, because proxies write none of these: groups
 * are refused, a field that we use if it comes with another wire type, a varint of more than ten
 * bytes, and a length of more than 31 bits, of which Java's reader takes the low ones. Looser in
 * two: text may hold any bytes, and what is inside a field that we do not use is not looked at.
 */
public final class WireCursor {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private static final int TAG_SHIFT = 3;
  private static final int TYPE_MASK = 7;
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED32 = 5;
  private static final int VARINT_BITS = 7;
  private static final int VARINT_BITS_END = 70;
  private static final int LOW_BITS = 0x7F;

  /** Behind the end of every message, and far from overflow. */
  private static final int BROKEN = 1 << 30;

  private static final int FIRST_VARINT = 1 << TAG_SHIFT;
  private static final int SECOND_VARINT = 2 << TAG_SHIFT;
  private static final int SHORT_BITS = 35;

  private byte[] bytes = {};
  private int position;
  private int limit;
  private long first;
  private long second;
  private long shortValue;

  /** Starts over with other bytes. */
  public void over(byte[] newBytes, int from, int to) {
    bytes = newBytes;
    position = from;
    limit = to;
  }

  /** Whether anything is left before the limit. */
  public boolean hasMore() {
    return position < limit;
  }

  /** Whether something did not fit. */
  public boolean isBroken() {
    return position == BROKEN;
  }

  /** Where the next byte stands. */
  public int position() {
    return position;
  }

  /** Where the bytes end that may be read now. */
  public int limit() {
    return limit;
  }

  /** The tag of the next field; 0 and broken where it is none. */
  public int tag() {
    int tag = (int) varint();
    if (tag >>> TAG_SHIFT == 0) {
      fail();
      return 0;
    }
    return tag;
  }

  /** A number of one to ten bytes. */
  public long varint() {
    int at = position;
    if (at + 1 < limit) {
      byte first = bytes[at];
      if (first >= 0) {
        position = at + 1;
        return first;
      }
      byte second = bytes[at + 1];
      if (second >= 0) {
        position = at + 2;
        return (first & LOW_BITS) | (second << VARINT_BITS);
      }
    }
    return longVarint();
  }

  /** A number of eight bytes. */
  public long fixed64() {
    if (Long.BYTES > limit - position) {
      return fail();
    }
    long value = (long) LONGS.get(bytes, position);
    position += Long.BYTES;
    return value;
  }

  /** The length of a length-delimited field whose content starts at {@link #position()}. */
  public int length() {
    long length = varint();
    if (length < 0 || length > (long) limit - position) {
      return fail();
    }
    return (int) length;
  }

  /** Steps over the content of a length-delimited field. */
  public void advance(int length) {
    if (!isBroken()) {
      position += length;
    }
  }

  /**
   * Limits the cursor to a length-delimited field.
   *
   * @return what to {@link #leave} with
   */
  public int enter() {
    return enter(length());
  }

  /** The same when the field's length has been read. */
  public int enter(int length) {
    int outer = limit;
    if (!isBroken()) {
      limit = position + length;
    }
    return outer;
  }

  /** Ends a length-delimited field that was read whole. */
  public void leave(int outer) {
    limit = outer;
  }

  /**
   * Steps over a field that is not used.
   *
   * @param used bit n is set if field n is one that we use, and then its wire type is wrong
   */
  public void skip(int tag, long used) {
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

  /**
   * Reads the simplest message there is: only fields 1 and 2, each at most once and in this order,
   * as varints of at most five bytes. All that Envoy writes as a time has this form.
   *
   * @return the presence of field 1 and 2 as bits 0 and 1; -1, and nothing read, for another form
   */
  public int pair() {
    int at = position;
    int end = at + 1 < limit ? at + 1 + bytes[at] : -1;
    if (end <= at || end > limit) {
      return -1;
    }
    at++;
    int present = 0;
    if (at < end && bytes[at] == FIRST_VARINT) {
      at = shortVarint(at + 1, end);
      first = shortValue;
      present = 1;
    }
    if (at < end && bytes[at] == SECOND_VARINT) {
      at = shortVarint(at + 1, end);
      second = shortValue;
      present |= 2;
    }
    if (at != end) {
      return -1;
    }
    position = end;
    return present;
  }

  /** The value of field 1 of the last {@link #pair()}. */
  public long first() {
    return first;
  }

  /** The value of field 2 of the last {@link #pair()}. */
  public long second() {
    return second;
  }

  /** Reads into {@link #shortValue}; where it ends, or behind every end if it is too long. */
  private int shortVarint(int from, int end) {
    long value = 0;
    int at = from;
    for (int shift = 0; shift < SHORT_BITS && at < end; shift += VARINT_BITS) {
      byte next = bytes[at++];
      value |= (long) (next & LOW_BITS) << shift;
      if (next >= 0) {
        shortValue = value;
        return at;
      }
    }
    return BROKEN;
  }

  /** Makes the cursor broken. */
  public int fail() {
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

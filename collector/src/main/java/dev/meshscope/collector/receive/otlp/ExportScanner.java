package dev.meshscope.collector.receive.otlp;

import dev.meshscope.collector.receive.WireCursor;

/**
 * Walks the records of an export request, resource by resource. Requests of logs and of spans have
 * the same shape: resources 1, in them the resource 1 and scopes 2, in those records 2. One owner,
 * not thread-safe.
 */
final class ExportScanner {
  /** The request, or the content of a resource, cannot be read. */
  static final int MALFORMED = -1;

  private static final int LENGTH_DELIMITED = 2;
  private static final int RESOURCES = 1 << 3 | LENGTH_DELIMITED;
  private static final int RESOURCE = 1 << 3 | LENGTH_DELIMITED;
  private static final int SCOPES = 2 << 3 | LENGTH_DELIMITED;
  private static final int RECORDS = 2 << 3 | LENGTH_DELIMITED;
  private static final long FIRST = 1 << 1;
  private static final long SECOND = 1 << 2;
  private static final int OUTSIDE = 0;
  private static final int IN_RESOURCE = 1;
  private static final int IN_SCOPE = 2;

  private final WireCursor in = new WireCursor();
  private final WireCursor ahead = new WireCursor();
  private final int[] outer = new int[IN_SCOPE + 1];
  private byte[] bytes = {};
  private int depth;
  private boolean isNewResource;
  private int resourceOffset;
  private int resourceLength;
  private int recordOffset;
  private int recordLength;

  /**
   * Looks whether all records can be found.
   *
   * @return how many there are, or {@link #MALFORMED}
   */
  int check(byte[] message, int length) {
    over(message, length);
    int records = 0;
    while (next()) {
      records++;
    }
    return in.isBroken() ? MALFORMED : records;
  }

  /** Starts over before the first record. */
  void over(byte[] message, int length) {
    bytes = message;
    in.over(message, 0, length);
    depth = OUTSIDE;
    isNewResource = false;
  }

  /** Goes to the next record; false when there is none. */
  boolean next() {
    while (true) {
      while (depth > OUTSIDE && !in.hasMore()) {
        in.leave(outer[depth]);
        depth--;
      }
      if (!in.hasMore()) {
        return false;
      }
      int tag = in.tag();
      switch (depth) {
        case OUTSIDE -> resources(tag);
        case IN_RESOURCE -> scopes(tag);
        default -> {
          if (tag == RECORDS) {
            recordLength = in.length();
            recordOffset = in.position();
            in.advance(recordLength);
            return !in.isBroken();
          }
          in.skip(tag, SECOND);
        }
      }
    }
  }

  private void resources(int tag) {
    if (tag != RESOURCES) {
      in.skip(tag, FIRST);
      return;
    }
    enter(IN_RESOURCE);
    isNewResource = true;
    findResource();
  }

  private void scopes(int tag) {
    if (tag == SCOPES) {
      enter(IN_SCOPE);
    } else if (tag == RESOURCE) {
      in.advance(in.length());
    } else {
      in.skip(tag, FIRST | SECOND);
    }
  }

  private void enter(int newDepth) {
    outer[newDepth] = in.enter();
    depth = newDepth;
  }

  /** The resource may stand behind the records that it is about. */
  private void findResource() {
    resourceOffset = 0;
    resourceLength = 0;
    if (in.isBroken()) {
      return;
    }
    ahead.over(bytes, in.position(), in.limit());
    while (ahead.hasMore()) {
      int tag = ahead.tag();
      if (tag == RESOURCE) {
        resourceLength = ahead.length();
        resourceOffset = ahead.position();
        ahead.advance(resourceLength);
      } else {
        ahead.skip(tag, 0);
      }
    }
    if (ahead.isBroken()) {
      in.fail();
    }
  }

  /** Whether the record is the first of its resource. */
  boolean isNewResource() {
    boolean isNew = isNewResource;
    isNewResource = false;
    return isNew;
  }

  int resourceOffset() {
    return resourceOffset;
  }

  int resourceLength() {
    return resourceLength;
  }

  int recordOffset() {
    return recordOffset;
  }

  int recordLength() {
    return recordLength;
  }
}

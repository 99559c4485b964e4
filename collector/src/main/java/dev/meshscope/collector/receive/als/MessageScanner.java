package dev.meshscope.collector.receive.als;

import dev.meshscope.collector.receive.WireCursor;
import java.io.ByteArrayOutputStream;

/**
 * Walks the entries of a {@code StreamAccessLogsMessage}. HTTP and TCP entries of one message are
 * all walked, although protobuf would drop those of the kind that comes first. One owner, not
 * thread-safe.
 */
final class MessageScanner {
  private static final int LENGTH_DELIMITED = 2;
  private static final int IDENTIFIER = 1 << 3 | LENGTH_DELIMITED;
  private static final int HTTP_LOGS = 2 << 3 | LENGTH_DELIMITED;
  private static final int TCP_LOGS = 3 << 3 | LENGTH_DELIMITED;
  private static final int LOG_ENTRY = 1 << 3 | LENGTH_DELIMITED;
  private static final long MESSAGE_USED = EntryScanner.fields(1, 2, 3);
  private static final long LOGS_USED = EntryScanner.fields(1);

  private final WireCursor in = new WireCursor();
  private boolean isInLogs;
  private int outer;
  private boolean isTcp;
  private int entryOffset;
  private int entryLength;

  /** The bytes of the identifier; empty when there is none. */
  byte[] identifier(byte[] bytes, int length) {
    ByteArrayOutputStream identifier = new ByteArrayOutputStream();
    in.over(bytes, 0, length);
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == IDENTIFIER) {
        int size = in.length();
        if (!in.isBroken()) {
          identifier.write(bytes, in.position(), size); // appended pieces merge
          in.advance(size);
        }
      } else {
        in.skip(tag, 0);
      }
    }
    return identifier.toByteArray();
  }

  /** Starts over before the first entry. */
  void over(byte[] bytes, int length) {
    in.over(bytes, 0, length);
    isInLogs = false;
  }

  /** Goes to the next entry; false when there is none, or none that can be found. */
  boolean next() {
    while (true) {
      if (isInLogs && !in.hasMore()) {
        in.leave(outer);
        isInLogs = false;
      }
      if (!in.hasMore()) {
        return false;
      }
      int tag = in.tag();
      if (isInLogs) {
        if (tag == LOG_ENTRY) {
          return entry();
        }
        in.skip(tag, LOGS_USED);
      } else {
        outside(tag);
      }
    }
  }

  private void outside(int tag) {
    switch (tag) {
      case IDENTIFIER -> in.advance(in.length());
      case HTTP_LOGS, TCP_LOGS -> {
        isTcp = tag == TCP_LOGS;
        outer = in.enter();
        isInLogs = true;
      }
      default -> in.skip(tag, MESSAGE_USED);
    }
  }

  private boolean entry() {
    entryLength = in.length();
    entryOffset = in.position();
    in.advance(entryLength);
    return !in.isBroken();
  }

  /** Whether the rest of the message could not be read. */
  boolean isMalformed() {
    return in.isBroken();
  }

  boolean isTcp() {
    return isTcp;
  }

  int entryOffset() {
    return entryOffset;
  }

  int entryLength() {
    return entryLength;
  }
}

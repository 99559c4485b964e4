package dev.meshscope.collector.receive.otlp;

/** A message as it was read. */
sealed interface Body {
  /** A whole message. */
  final class Whole implements Body {
    private final byte[] bytes;
    private final int length;
    private final long charged;

    Whole(byte[] bytes, int length, long charged) {
      this.bytes = bytes;
      this.length = length;
      this.charged = charged;
    }

    /** The message, from 0 to {@link #length}; not a copy. */
    byte[] bytes() {
      return bytes;
    }

    int length() {
      return length;
    }

    /** What it takes of the room for messages, to be given back. */
    long charged() {
      return charged;
    }
  }

  /** Why a message could not be read. */
  enum Unread implements Body {
    /** It is longer than the limit, perhaps only when unpacked. */
    TOO_LARGE,
    /** It could not be unpacked. */
    UNREADABLE,
    /** There is no room for it now. */
    NO_ROOM,
    /** The client went away. */
    CUT_OFF
  }
}

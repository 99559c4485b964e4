package dev.meshscope.collector.receive.als;

import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads messages into one array that is kept for the next; long ones get an array of their own. One
 * owner, not thread-safe.
 */
final class MessageReader {
  /** The message is longer than the limit. */
  static final int TOO_LARGE = -1;

  /** The message could not be unpacked. */
  static final int UNREADABLE = -2;

  private static final int KEPT_BYTES_MAX = 256 * 1024;
  private static final int INITIAL_BYTES = 4 * 1024;

  private final int bytesMax;
  private byte[] kept = {};
  private byte[] bytes = {};

  MessageReader(int bytesMax) {
    this.bytesMax = bytesMax;
  }

  /** Reads a message whole; its length, or {@link #TOO_LARGE} or {@link #UNREADABLE}. */
  int read(InputStream message) {
    bytes = kept;
    int length = 0;
    try {
      while (true) {
        int expected = Math.max(message.available(), length == 0 ? INITIAL_BYTES : length);
        if (length + message.available() > bytesMax) {
          return TOO_LARGE;
        }
        reserve(length, Math.min(expected, bytesMax + 1 - length));
        int count = message.read(bytes, length, bytes.length - length);
        if (count < 0) {
          return length;
        }
        length += count;
        if (length > bytesMax) {
          return TOO_LARGE;
        }
      }
    } catch (IOException e) {
      return UNREADABLE; // a compressed message that is none
    } catch (StatusRuntimeException e) {
      return TOO_LARGE; // a compressed message beyond gRPC's own cap
    }
  }

  /** The bytes of the last message, from 0 to the length that was returned. */
  byte[] bytes() {
    return bytes;
  }

  private void reserve(int length, int more) {
    if (length + more <= bytes.length && bytes.length > length) {
      return;
    }
    bytes = Arrays.copyOf(bytes, Math.max(length + more, length + 1));
    if (bytes.length <= KEPT_BYTES_MAX) {
      kept = bytes;
    }
  }
}

package dev.meshscope.collector.receive.otlp;

import dev.meshscope.collector.receive.otlp.Body.Unread;
import io.grpc.StatusRuntimeException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.ZipException;

/**
 * Reads messages whole, each up to its limit and all together up to theirs: what a compressed
 * message unpacks to is not known before. Safe for use by all connections at once.
 */
final class BodyIntake {
  private static final int INITIAL_BYTES = 8 * 1024;

  private final int bytesMax;
  private final long allBytesMax;
  private final AtomicLong allBytes = new AtomicLong();

  /**
   * Makes an intake with all its room free.
   *
   * @param bytesMax of one message
   * @param allBytesMax of all messages that have not been given back
   */
  BodyIntake(int bytesMax, long allBytesMax) {
    this.bytesMax = bytesMax;
    this.allBytesMax = allBytesMax;
  }

  /** Opens the bytes of a message. */
  @FunctionalInterface
  interface Source {
    InputStream open() throws IOException;
  }

  /**
   * Reads to the end.
   *
   * @param expected how long it will probably be; the wrong number only costs time
   */
  Body read(Source source, int expected) {
    Growth growth = new Growth(Math.max(expected, INITIAL_BYTES));
    Body read = Unread.CUT_OFF;
    try {
      read = growth.readAll(source.open());
      return read;
    } catch (ZipException e) {
      return Unread.UNREADABLE; // compressed, but wrong
    } catch (EOFException e) {
      boolean isOfInflater = e.getClass() == EOFException.class; // Jetty has one of its own
      return isOfInflater ? Unread.UNREADABLE : Unread.CUT_OFF;
    } catch (IOException e) {
      return Unread.CUT_OFF;
    } catch (StatusRuntimeException e) {
      return Unread.TOO_LARGE; // beyond gRPC's own cap
    } finally {
      if (!(read instanceof Body.Whole)) {
        giveBack(growth.charged);
      }
    }
  }

  /** A message that was made of another one: its room is taken even if there is none. */
  Body.Whole taken(byte[] bytes, int length) {
    allBytes.addAndGet(bytes.length);
    return new Body.Whole(bytes, length, bytes.length);
  }

  /** Gives the room of a message back. */
  void giveBack(long charged) {
    allBytes.addAndGet(-charged);
  }

  /** How much room is taken. */
  long takenBytes() {
    return allBytes.get();
  }

  private boolean take(long bytes) {
    if (allBytes.addAndGet(bytes) <= allBytesMax) {
      return true;
    }
    allBytes.addAndGet(-bytes);
    return false;
  }

  /** An array that grows with what is read, and is paid for before. */
  private final class Growth {
    private final int first;
    private byte[] bytes = {};
    private long charged;

    private Growth(int first) {
      this.first = first;
    }

    private Body readAll(InputStream in) throws IOException {
      int length = 0;
      while (true) {
        if (length == bytes.length && !grow()) {
          return Unread.NO_ROOM;
        }
        int count = in.read(bytes, length, bytes.length - length);
        if (count < 0) {
          return new Body.Whole(bytes, length, charged);
        }
        length += count;
        if (length > bytesMax) {
          return Unread.TOO_LARGE;
        }
      }
    }

    /** Twice as much, but never more than tells a message that is too long. */
    private boolean grow() {
      long doubled = Math.max(first, 2L * bytes.length);
      int size = (int) Math.min(doubled, bytesMax + 1L);
      int more = size - bytes.length;
      if (!take(more)) {
        return false;
      }
      charged += more;
      bytes = Arrays.copyOf(bytes, size);
      return true;
    }
  }
}

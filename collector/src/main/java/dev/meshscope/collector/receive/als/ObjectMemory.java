package dev.meshscope.collector.receive.als;

import dev.meshscope.collector.normalize.MemoryConfig;
import dev.meshscope.collector.normalize.PeerBytes;
import dev.meshscope.collector.normalize.ProtocolEntry;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The filter state objects that a stream told of last. They are about peers, of which a proxy has
 * few, so that nearly each was read before: then all its bytes are compared with what was read, and
 * it is not read again. One owner, not thread-safe.
 *
 * <p>Where to look follows from a few of the bytes and from the addresses of the entry. Objects
 * that are alike in all these push each other out, which costs time and nothing else.
 */
final class ObjectMemory {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long FACTOR = 0x9E37_79B9_7F4A_7C15L;
  private static final long OTHER_FACTOR = 0xC2B2_AE3D_27D4_EB4FL;
  private static final int FOLD = 48;

  private final int bytesMax;
  private final @Nullable Known[] places;
  private int place;

  /** Remembers nothing yet. */
  ObjectMemory(MemoryConfig config) {
    bytesMax = config.objectBytesMax().bytesAsInt();
    places = new Known[Integer.highestOneBit(config.objectsPerStreamMax())];
  }

  /** What was read from the same bytes; null if they are not known. */
  @Nullable Known find(ProtocolEntry entry, int offset, int length) {
    byte[] bytes = entry.bytes();
    long inside =
        length < Long.BYTES ? 0 : (long) LONGS.get(bytes, offset + (length - Long.BYTES) / 2);
    long end = length < Long.BYTES ? 0 : (long) LONGS.get(bytes, offset + length - Long.BYTES);
    long hash =
        (inside ^ length) * FACTOR
            ^ end * OTHER_FACTOR
            ^ end(entry, ProtocolEntry.UPSTREAM_ADDRESS) * FACTOR
            ^ end(entry, ProtocolEntry.PEER_ADDRESS) * OTHER_FACTOR;
    place = (int) (hash >>> FOLD) & (places.length - 1);
    Known known = places[place];
    if (known != null && known.is(bytes, offset, length)) {
      return known;
    }
    known = places[place ^ 1];
    return known != null && known.is(bytes, offset, length) ? known : null;
  }

  /** Keeps what was read from the bytes that were not found. */
  void keep(ProtocolEntry entry, int offset, int length, Known read) {
    if (length <= bytesMax) {
      read.keep(Arrays.copyOfRange(entry.bytes(), offset, offset + length));
      read.write(entry, offset);
      int free = places[place] != null && places[place ^ 1] == null ? place ^ 1 : place;
      places[free] = read;
    }
  }

  /** The last bytes of an address, in which those of one network differ. */
  private static long end(ProtocolEntry entry, int text) {
    int length = entry.length(text);
    return length < Long.BYTES
        ? length
        : (long) LONGS.get(entry.bytes(), entry.offset(text) + length - Long.BYTES);
  }

  /** An object that was read. */
  static final class Known {
    private final int text;
    private final int valueOffset;
    private final int valueLength;
    private byte[] bytes = {};
    private @Nullable PeerBytes value;

    /**
     * An object whose bytes are not kept yet.
     *
     * @param text which text of an entry it is, {@link KeyTexts#NONE} if it is not used
     * @param valueOffset where in the object the text stands
     */
    Known(int text, int valueOffset, int valueLength) {
      this.text = text;
      this.valueOffset = valueOffset;
      this.valueLength = valueLength;
    }

    private void keep(byte[] copy) {
      bytes = copy;
      value = new PeerBytes(copy, valueOffset, valueLength);
    }

    private boolean is(byte[] others, int offset, int length) {
      return length == bytes.length
          && Arrays.equals(others, offset, offset + length, bytes, 0, length);
    }

    /** Writes what reading the object would, if it stands there in the message. */
    void write(ProtocolEntry entry, int offset) {
      if (text != KeyTexts.NONE) {
        entry.text(text, offset + valueOffset, valueLength);
        entry.peer(text, value);
      }
    }
  }
}

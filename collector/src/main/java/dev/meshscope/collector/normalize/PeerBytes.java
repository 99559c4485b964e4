package dev.meshscope.collector.normalize;

import java.util.Arrays;

/**
 * Metadata of a peer as a receiver keeps it: whoever sees the same object again need not look at
 * the bytes. Other objects may have the same bytes. One owner, not thread-safe.
 */
public final class PeerBytes {
  private final byte[] bytes;
  private final int offset;
  private final int length;
  private long seed;
  private long hash;
  private boolean isHashed;

  /**
   * Takes a part of an array.
   *
   * @param bytes kept, not copied; never changed
   */
  public PeerBytes(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.offset = offset;
    this.length = length;
  }

  /** The hash of such bytes, whether somebody keeps them or not. */
  static long hash(long seed, byte[] bytes, int offset, int length) {
    return Words.mix(seed, bytes, offset, length);
  }

  /** The same; found once for a seed. */
  long hash(long newSeed) {
    if (!isHashed || seed != newSeed) {
      seed = newSeed;
      hash = hash(newSeed, bytes, offset, length);
      isHashed = true;
    }
    return hash;
  }

  /** Whether an entry has these bytes as that text. */
  boolean isIn(ProtocolEntry entry, int text) {
    if (entry.peer(text) == this) {
      return true;
    }
    if (length == 0 || length != entry.length(text)) {
      return length == entry.length(text);
    }
    int from = entry.offset(text);
    return Arrays.equals(entry.bytes(), from, from + length, bytes, offset, offset + length);
  }
}

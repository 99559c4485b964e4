package dev.meshscope.collector.normalize;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Operations of one stream by the bytes of their templates, which are also those of every path
 * without ids. When full, all are forgotten: the budget knows them still. One owner, not
 * thread-safe.
 */
final class OperationTable {
  private static final int MAX = 512;
  private static final int PLACES = 2 * MAX;

  private final long seed;
  private @Nullable Place[] places = {};
  private int size;

  /**
   * @param seed random, so that nobody can aim at one place
   */
  OperationTable(long seed) {
    this.seed = seed;
  }

  /**
   * The operation with these bytes; null when it is not known.
   *
   * @param kind what else tells operations apart
   */
  @Nullable CachedOperation find(int kind, byte[] bytes, int offset, int length) {
    if (size == 0) {
      return null;
    }
    long hash = FlowCache.mix(seed ^ kind, bytes, offset, length);
    for (int at = (int) hash & (PLACES - 1); ; at = (at + 1) & (PLACES - 1)) {
      Place place = places[at];
      if (place == null) {
        return null;
      }
      if (place.hash == hash && place.kind == kind && place.has(bytes, offset, length)) {
        return place.operation;
      }
    }
  }

  /** Keeps an operation that is not known. */
  CachedOperation keep(int kind, byte[] bytes, int offset, int length, CachedOperation operation) {
    if (size == MAX) {
      clear();
    }
    if (places.length == 0) {
      places = new Place[PLACES];
    }
    long hash = FlowCache.mix(seed ^ kind, bytes, offset, length);
    int at = (int) hash & (PLACES - 1);
    while (places[at] != null) {
      at = (at + 1) & (PLACES - 1);
    }
    places[at] =
        new Place(hash, kind, Arrays.copyOfRange(bytes, offset, offset + length), operation);
    size++;
    return operation;
  }

  void clear() {
    Arrays.fill(places, null);
    size = 0;
  }

  private static final class Place {
    private final long hash;
    private final int kind;
    private final byte[] key;
    private final CachedOperation operation;

    private Place(long hash, int kind, byte[] key, CachedOperation operation) {
      this.hash = hash;
      this.kind = kind;
      this.key = key;
      this.operation = operation;
    }

    private boolean has(byte[] bytes, int offset, int length) {
      return length == key.length && Arrays.equals(bytes, offset, offset + length, key, 0, length);
    }
  }
}

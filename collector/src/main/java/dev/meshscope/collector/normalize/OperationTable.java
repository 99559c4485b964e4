package dev.meshscope.collector.normalize;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Operations of one stream: by templates, and by short paths that are their own. When full, all are
 * forgotten: the budget knows them still. One owner, not thread-safe.
 */
final class OperationTable {
  private static final int MAX = 512;
  private static final int PLACES = 2 * MAX;
  private static final int MASK = PLACES - 1;

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
   * The operation of a path, as it is; null when it is not known.
   *
   * @param kind what else tells operations apart
   */
  @Nullable CachedOperation find(int kind, byte[] bytes, int offset, int length) {
    long hash = Words.mix(seed ^ kind, bytes, offset, length);
    for (int at = (int) hash & MASK; ; at = (at + 1) & MASK) {
      Place place = size == 0 ? null : places[at];
      if (place == null) {
        return null;
      }
      if (place.is(hash, kind) && place.has(bytes, offset, length)) {
        return place.operation;
      }
    }
  }

  /** The operation of a template; null when it is not known. */
  @Nullable CachedOperation find(int kind, PathTemplate template) {
    long hash = template.hash(seed ^ kind);
    for (int at = (int) hash & MASK; ; at = (at + 1) & MASK) {
      Place place = size == 0 ? null : places[at];
      if (place == null) {
        return null;
      }
      if (place.is(hash, kind) && template.is(place.key)) {
        return place.operation;
      }
    }
  }

  /** Keeps the operation of a path, as it is. */
  void keep(int kind, byte[] path, CachedOperation operation) {
    put(new Place(Words.mix(seed ^ kind, path, 0, path.length), kind, path, operation));
  }

  /** Keeps the operation of a template. */
  void keep(int kind, PathTemplate template, CachedOperation operation) {
    put(new Place(template.hash(seed ^ kind), kind, template.toBytes(), operation));
  }

  private void put(Place place) {
    if (size == MAX) {
      clear();
    }
    if (places.length == 0) {
      places = new Place[PLACES];
    }
    int at = (int) place.hash & MASK;
    while (places[at] != null) {
      at = (at + 1) & MASK;
    }
    places[at] = place;
    size++;
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

    private boolean is(long otherHash, int otherKind) {
      return hash == otherHash && kind == otherKind;
    }

    private boolean has(byte[] bytes, int offset, int length) {
      return length == key.length && Words.same(bytes, offset, key, 0, length);
    }
  }
}

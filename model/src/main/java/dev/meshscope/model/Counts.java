package dev.meshscope.model;

import java.util.Arrays;

/**
 * Counts by a small non-negative integer: outcomes, flags, latency buckets. Merging is addition, so
 * it is associative and commutative.
 *
 * <p>Open addressing over primitives; one owner, not thread-safe.
 */
public final class Counts {
  private static final int FREE = -1;
  private static final int INITIAL_CAPACITY = 8;
  private static final int SPREAD = 0x9E3779B9;

  private int[] keys;
  private long[] values;
  private int size;

  public Counts() {
    keys = emptyKeys(INITIAL_CAPACITY);
    values = new long[INITIAL_CAPACITY];
  }

  /** Adds to the count of a key ≥ 0. */
  public void add(int key, long count) {
    if (key < 0) {
      throw new IllegalArgumentException("negative key " + key);
    }
    int slot = slot(keys, key);
    if (keys[slot] == FREE) {
      if (2 * (size + 1) > keys.length) {
        grow();
        slot = slot(keys, key);
      }
      keys[slot] = key;
      size++;
    }
    values[slot] += count;
  }

  /** Adds all counts of the other. */
  public void merge(Counts other) {
    other.forEachUnordered(this::add);
  }

  /** The count of a key, 0 when it was never added. */
  public long get(int key) {
    int slot = slot(keys, key);
    return keys[slot] == FREE ? 0 : values[slot];
  }

  /** How many keys there are. */
  public int size() {
    return size;
  }

  /** The sum of all counts. */
  public long total() {
    return Arrays.stream(values).sum();
  }

  /** The keys in rising order. */
  public int[] sortedKeys() {
    return Arrays.stream(keys).filter(key -> key != FREE).sorted().toArray();
  }

  /** Calls the visitor for each key in rising order: the same counts are always told alike. */
  public void forEach(Visitor visitor) {
    for (int key : sortedKeys()) {
      visitor.visit(key, get(key));
    }
  }

  @Override
  public boolean equals(Object other) {
    if (!(other instanceof Counts that) || that.size != size) {
      return false;
    }
    int[] sorted = sortedKeys();
    return Arrays.equals(sorted, that.sortedKeys())
        && Arrays.stream(sorted).allMatch(key -> get(key) == that.get(key));
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sortedKeys());
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    forEach((key, count) ->
        text.append(text.length() > 1 ? ", " : "").append(key).append('=').append(count));
    return text.append('}').toString();
  }

  private void forEachUnordered(Visitor visitor) {
    for (int slot = 0; slot < keys.length; slot++) {
      if (keys[slot] != FREE) {
        visitor.visit(keys[slot], values[slot]);
      }
    }
  }

  private void grow() {
    int[] newKeys = emptyKeys(keys.length * 2);
    long[] newValues = new long[newKeys.length];
    forEachUnordered((key, count) -> {
      int slot = slot(newKeys, key);
      newKeys[slot] = key;
      newValues[slot] = count;
    });
    keys = newKeys;
    values = newValues;
  }

  private static int slot(int[] keys, int key) {
    int mask = keys.length - 1;
    int slot = (key * SPREAD) >>> Integer.numberOfLeadingZeros(mask) & mask;
    while (keys[slot] != FREE && keys[slot] != key) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private static int[] emptyKeys(int capacity) {
    int[] keys = new int[capacity];
    Arrays.fill(keys, FREE);
    return keys;
  }

  /** Is told one key and its count. */
  @FunctionalInterface
  public interface Visitor {
    /** One key ≥ 0 and its count. */
    void visit(int key, long count);
  }
}

package dev.meshscope.benchmarks.store;

/**
 * How thoroughly storing is measured.
 *
 * @param rounds of each size of block
 * @param blocks in a round
 */
public record StoreEffort(int rounds, int blocks) {
  /** Some twenty seconds. */
  public static StoreEffort usual() {
    return new StoreEffort(5, 10);
  }

  /** A few seconds. */
  public static StoreEffort quick() {
    return new StoreEffort(2, 4);
  }
}

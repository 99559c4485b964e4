package dev.meshscope.model;

import java.math.BigInteger;

/**
 * The logarithmic buckets of latency sketches: any quantile read from them is within 1 % of the
 * exact one (nearest rank).
 *
 * <p>With t in µs and γ = 1.01/0.99 the index is ⌈ln t / ln γ⌉, 0 up to 1 µs and at most {@value
 * #MAX_INDEX} (24 h); a bucket stands for 2γ^i/(γ+1). These are the buckets of DDSketch (Masson,
 * Rim, Lee: "DDSketch", VLDB 2019, §2.1) with relative accuracy 0.01.
 *
 * <p>The bounds, in whole nanoseconds, are computed once and exactly (γ = 101/99): the index is
 * found by comparing with them, never by a logarithm, so every process agrees on every value.
 */
public final class LatencyBuckets {
  /** The relative error of a quantile. */
  public static final double RELATIVE_ERROR = 0.01;

  /** The highest index: everything from 24 h on. */
  public static final int MAX_INDEX = 1260;

  private static final BigInteger GAMMA_NUMERATOR = BigInteger.valueOf(101);
  private static final BigInteger GAMMA_DENOMINATOR = BigInteger.valueOf(99);
  private static final double GAMMA = (1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR);
  private static final long NANOS_PER_MICRO = 1_000;
  private static final double NANOS_PER_MILLI = 1e6;

  /** Cells per power of two; finer than the buckets, so a cell meets at most two of them. */
  private static final int CELL_BITS = 6;

  private static final long[] UPPER_NANOS = upperNanos();
  private static final short[] FIRST_INDEX = firstIndexes();

  private LatencyBuckets() {}

  /** The bucket of a duration; negative ones count as 0. */
  public static int index(long nanos) {
    if (nanos <= NANOS_PER_MICRO) {
      return 0;
    }
    if (nanos > UPPER_NANOS[MAX_INDEX - 1]) {
      return MAX_INDEX;
    }
    int index = FIRST_INDEX[cell(nanos)];
    while (nanos > UPPER_NANOS[index]) {
      index++;
    }
    return index;
  }

  /** The duration that a bucket stands for, in microseconds. */
  public static double micros(int index) {
    return 2 * Math.pow(GAMMA, index) / (GAMMA + 1);
  }

  /** The duration that a bucket stands for, in milliseconds. */
  public static double millis(int index) {
    return micros(index) / NANOS_PER_MICRO;
  }

  /**
   * The duration that the bucket of the rank-th smallest sample stands for, in milliseconds.
   *
   * @param buckets samples by bucket, at least one
   * @param rank from 1; the largest sample for what is beyond their number
   */
  public static double millisOfRank(Counts buckets, long rank) {
    long seen = 0;
    int bucket = 0;
    for (int next : buckets.sortedKeys()) {
      bucket = next;
      seen += buckets.get(next);
      if (seen >= rank) {
        break;
      }
    }
    return millis(bucket);
  }

  /** The longest duration of a bucket below {@link #MAX_INDEX}, in milliseconds. */
  public static double upperMillis(int index) {
    return UPPER_NANOS[index] / NANOS_PER_MILLI;
  }

  private static long[] upperNanos() {
    long[] bounds = new long[MAX_INDEX];
    BigInteger numerator = BigInteger.valueOf(NANOS_PER_MICRO);
    BigInteger denominator = BigInteger.ONE;
    for (int i = 0; i < MAX_INDEX; i++) {
      bounds[i] = numerator.divide(denominator).longValueExact();
      numerator = numerator.multiply(GAMMA_NUMERATOR);
      denominator = denominator.multiply(GAMMA_DENOMINATOR);
    }
    return bounds;
  }

  private static short[] firstIndexes() {
    short[] first = new short[cell(UPPER_NANOS[MAX_INDEX - 1]) + 1];
    for (int cell = 0; cell < first.length; cell++) {
      long lowest = lowestNanos(cell);
      int index = cell == 0 ? 0 : first[cell - 1];
      while (index < MAX_INDEX - 1 && lowest > UPPER_NANOS[index]) {
        index++;
      }
      first[cell] = (short) index;
    }
    return first;
  }

  private static int cell(long nanos) {
    int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos);
    int mantissa = (int) (nanos >>> (exponent - CELL_BITS)) & ((1 << CELL_BITS) - 1);
    return (exponent << CELL_BITS) | mantissa;
  }

  private static long lowestNanos(int cell) {
    int exponent = cell >>> CELL_BITS;
    if (exponent < CELL_BITS) {
      return 0;
    }
    long mantissa = (1L << CELL_BITS) | (cell & ((1 << CELL_BITS) - 1));
    return mantissa << (exponent - CELL_BITS);
  }
}

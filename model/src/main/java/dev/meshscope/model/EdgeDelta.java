package dev.meshscope.model;

import static java.util.Objects.requireNonNull;

/**
 * What some reports add to one series in one window. Merging is associative and commutative.
 *
 * @param series the edge, reporter and dimensions
 * @param windowSeconds start of the 10 s window, seconds since the epoch
 * @param counts what is added
 */
public record EdgeDelta(EdgeSeries series, long windowSeconds, EdgeCounts counts) {
  /** Length of a window. */
  public static final int WINDOW_SECONDS = 10;

  private static final long WINDOW_MICROS = WINDOW_SECONDS * 1_000_000L;

  public EdgeDelta {
    requireNonNull(series);
    requireNonNull(counts);
    if (windowSeconds % WINDOW_SECONDS != 0) {
      throw new IllegalArgumentException("no window starts at " + windowSeconds);
    }
  }

  /** The window of a request that ended then. */
  public static long windowOf(long endMicros) {
    return Math.floorDiv(endMicros, WINDOW_MICROS) * WINDOW_SECONDS;
  }
}

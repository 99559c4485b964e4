package dev.meshscope.queryapi.query;

import dev.meshscope.model.Counts;
import dev.meshscope.model.LatencyBuckets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Neighboring buckets of a latency sketch put together into a few bands of equal width on a
 * logarithmic scale, from the fastest request to the slowest. Counts stay exact.
 */
final class LatencyBands {
  private final int first;
  private final int width;
  private final int size;

  private LatencyBands(int first, int width, int size) {
    this.first = first;
    this.width = width;
    this.size = size;
  }

  /** At most so many bands over these buckets; none without samples. */
  static LatencyBands over(Counts buckets, int most) {
    int[] keys = buckets.sortedKeys();
    if (keys.length == 0) {
      return new LatencyBands(0, 1, 0);
    }
    int length = keys[keys.length - 1] - keys[0] + 1;
    int width = Math.ceilDiv(length, most);
    return new LatencyBands(keys[0], width, Math.ceilDiv(length, width));
  }

  /** The bands with their bounds, fastest first. */
  List<Band> bands() {
    List<Band> bands = new ArrayList<>();
    for (int band = 0; band < size; band++) {
      int from = first + band * width;
      bands.add(new Band(upperMillis(from - 1), upperMillis(from + width - 1)));
    }
    return bands;
  }

  /** How many samples lie in each band; empty without any sample. */
  List<Long> counts(Counts buckets) {
    if (buckets.size() == 0) {
      return List.of();
    }
    List<Long> counts = new ArrayList<>(Collections.nCopies(size, 0L));
    buckets.forEach((bucket, count) -> {
      int band = (bucket - first) / width;
      counts.set(band, counts.get(band) + count);
    });
    return counts;
  }

  /** The slowest that belongs to a bucket; null where nothing bounds it. */
  private static @Nullable Double upperMillis(int bucket) {
    if (bucket < 0) {
      return 0.0;
    }
    return bucket < LatencyBuckets.MAX_INDEX ? LatencyBuckets.upperMillis(bucket) : null;
  }

  /**
   * Durations that are counted together.
   *
   * @param aboveMillis slower than this
   * @param throughMillis up to and with this; absent where nothing bounds it
   */
  record Band(@Nullable Double aboveMillis, @Nullable Double throughMillis) {}
}

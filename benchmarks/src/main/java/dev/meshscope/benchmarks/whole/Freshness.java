package dev.meshscope.benchmarks.whole;

import dev.meshscope.benchmarks.measure.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How long after its arrival a report is seen. Each look tells until when everything is there; what
 * arrived between that time and the same of the look before is seen first now. Arrivals are taken
 * as one every 10 ms. Not thread-safe.
 */
final class Freshness {
  private static final Duration STEP = Duration.ofMillis(10);
  private static final double NANOS_PER_SECOND = 1e9;

  private final List<Double> seconds = new ArrayList<>();
  private Instant seenThrough;

  /**
   * @param from arrivals before it do not count
   */
  Freshness(Instant from) {
    seenThrough = from;
  }

  /** Adds a look that ended at a time. */
  void add(Instant looked, Instant freshThrough) {
    while (seenThrough.isBefore(freshThrough)) {
      seconds.add(Duration.between(seenThrough, looked).toNanos() / NANOS_PER_SECOND);
      seenThrough = seenThrough.plus(STEP);
    }
  }

  /** Seconds from arrival to sight. */
  Samples seconds() {
    return new Samples(seconds);
  }
}

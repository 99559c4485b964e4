package dev.meshscope.testkit.mesh;

import java.time.Duration;

/**
 * What the load generator sends. It ends with the earlier of {@code requests} and {@code duration}.
 *
 * @param mix which scenarios, and how often each
 * @param ratePerSecond requests a second, above 0
 * @param requests how many at most
 * @param duration how long at most
 * @param concurrency how many may be in flight at once, at least 1
 * @param seed decides the order of scenarios
 */
public record LoadPlan(
    ScenarioMix mix,
    double ratePerSecond,
    long requests,
    Duration duration,
    int concurrency,
    long seed) {
  private static final int CONCURRENCY = 64;
  private static final double NANOS_PER_SECOND = 1e9;

  /** Longer than any process lives. */
  public static final Duration FOR_EVER = Duration.ofDays(36_500);

  public LoadPlan {
    if (!(ratePerSecond > 0) || requests < 0 || duration.isNegative() || concurrency < 1) {
      throw new IllegalArgumentException(
          "rate %s/s, %d requests, %s, %d at once"
              .formatted(ratePerSecond, requests, duration, concurrency));
    }
  }

  /** A number of requests, as fast as the rate allows. */
  public static LoadPlan count(ScenarioMix mix, double ratePerSecond, long requests, long seed) {
    return new LoadPlan(mix, ratePerSecond, requests, FOR_EVER, CONCURRENCY, seed);
  }

  /** A steady load for some time. */
  public static LoadPlan steady(
      ScenarioMix mix, double ratePerSecond, Duration duration, long seed) {
    return new LoadPlan(mix, ratePerSecond, Long.MAX_VALUE, duration, CONCURRENCY, seed);
  }

  /** When request {@code number}, from 0, is to be sent, after the start. */
  long dueNanos(long number) {
    return (long) (number * (NANOS_PER_SECOND / ratePerSecond));
  }
}

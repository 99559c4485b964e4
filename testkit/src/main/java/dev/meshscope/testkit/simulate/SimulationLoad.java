package dev.meshscope.testkit.simulate;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * How much to send. A run ends with the earlier of {@code most} and {@code duration}.
 *
 * @param perSecond requests (of a {@link PreparedSimulation}: entries) a second; infinite for as
 *     fast as the collector takes them
 * @param most how many at most
 * @param duration how long at most
 */
public record SimulationLoad(double perSecond, long most, Duration duration) {
  /** Longer than any process lives. */
  public static final Duration FOR_EVER = Duration.ofDays(36_500);

  private static final double NANOS_PER_SECOND = 1e9;

  public SimulationLoad {
    requireNonNull(duration);
    if (!(perSecond > 0) || most < 0 || duration.isNegative()) {
      throw new IllegalArgumentException("%s/s, %d, %s".formatted(perSecond, most, duration));
    }
  }

  /** So many, as fast as can be. */
  public static SimulationLoad count(long most) {
    return new SimulationLoad(Double.POSITIVE_INFINITY, most, FOR_EVER);
  }

  /** A steady load for some time. */
  public static SimulationLoad steady(double perSecond, Duration duration) {
    return new SimulationLoad(perSecond, Long.MAX_VALUE, duration);
  }

  /** When number {@code number}, from 0, is due after the start. */
  long dueNanos(long number) {
    return (long) (number * (NANOS_PER_SECOND / perSecond));
  }
}

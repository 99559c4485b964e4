package dev.meshscope.testkit.simulate;

import static java.util.Objects.requireNonNull;

import dev.meshscope.testkit.mesh.Collector;

/**
 * How to simulate.
 *
 * @param collector where the reports go
 * @param connections TCP connections that the streams share, at least 1
 * @param mesh what is simulated
 * @param mix which requests users make
 * @param seed decides everything but the time of day
 * @param durationsMax how many durations ground truth keeps; 0 for counts only
 */
public record SimulationConfig(
    Collector collector,
    int connections,
    MeshShape mesh,
    RequestMix mix,
    long seed,
    int durationsMax) {
  private static final int CONNECTIONS = 4;
  private static final int DURATIONS = 5_000_000;

  public SimulationConfig {
    requireNonNull(collector);
    requireNonNull(mesh);
    requireNonNull(mix);
    if (connections < 1 || durationsMax < 0) {
      throw new IllegalArgumentException(
          "%d connections, %d durations".formatted(connections, durationsMax));
    }
  }

  /** Copies of Bookinfo with every kind of request. */
  public static SimulationConfig of(Collector collector, int copies, long seed) {
    return new SimulationConfig(
        collector,
        CONNECTIONS,
        MeshShape.ofCopies(copies),
        RequestMix.everything(),
        seed,
        DURATIONS);
  }
}

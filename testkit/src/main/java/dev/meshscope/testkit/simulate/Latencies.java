package dev.meshscope.testkit.simulate;

import java.util.random.RandomGenerator;

/** Log-normal times of applications, proxies and the network, in nanoseconds. */
final class Latencies {
  private static final double NANOS_PER_MILLI = 1e6;

  private final RandomGenerator random;

  Latencies(RandomGenerator random) {
    this.random = random;
  }

  /** What a proxy adds on one side of a request. */
  long proxy() {
    return logNormal(0.08, 0.4);
  }

  /** One way between two pods. */
  long network() {
    return logNormal(0.25, 0.3);
  }

  /** The own work of an application. */
  long application(String app) {
    return switch (app) {
      case "productpage" -> logNormal(8, 0.6);
      case "details" -> logNormal(3, 0.5);
      case "reviews" -> logNormal(5, 0.7);
      default -> logNormal(2, 0.5);
    };
  }

  /** A host outside the mesh. */
  long outside() {
    return logNormal(45, 0.8);
  }

  /** The pause before a retry. */
  long backOff() {
    return (long) (random.nextDouble(1, 25) * NANOS_PER_MILLI);
  }

  /** The limit of a route, and a bit. */
  long timeout() {
    return (long) ((500 + random.nextDouble()) * NANOS_PER_MILLI);
  }

  private long logNormal(double medianMillis, double sigma) {
    return (long) (medianMillis * NANOS_PER_MILLI * Math.exp(sigma * random.nextGaussian()));
  }
}

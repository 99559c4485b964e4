package dev.meshscope.testkit.mesh;

import java.util.Map;

/**
 * What the load generator sent and what it got.
 *
 * @param counts requests by scenario and status
 * @param elapsedNanos from the first request to the last answer
 */
public record LoadReport(Map<Result, Long> counts, long elapsedNanos) {
  /** Status of a request whose client went away first; it may not even have reached the gateway. */
  public static final int LEFT = 0;

  /** Status of a request whose connection broke; none are expected. */
  public static final int BROKEN = -1;

  public LoadReport {
    counts = Map.copyOf(counts);
  }

  /** Requests sent, all together. */
  public long sent() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Requests that ended with this status. */
  public long withStatus(int status) {
    return counts.entrySet().stream()
        .filter(e -> e.getKey().status() == status)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Requests of this scenario. */
  public long of(Scenario scenario) {
    return counts.entrySet().stream()
        .filter(e -> e.getKey().scenario() == scenario)
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /**
   * Requests of one kind that ended in one way.
   *
   * @param scenario what was sent
   * @param status HTTP status, {@link #LEFT} or {@link #BROKEN}
   */
  public record Result(Scenario scenario, int status) {}
}

package dev.meshscope.queryapi.alert.rule;

import dev.meshscope.model.Cause;
import java.util.Set;

/** A number that traffic has over some time; absent where it cannot be computed. */
public sealed interface Signal {
  /** Requests per second. */
  record RequestRate() implements Signal {}

  /**
   * Failed ÷ all requests, 0–1; absent without requests.
   *
   * @param causes the failures that count: requests with one of these causes; empty for every error
   *     by the success rule
   */
  record ErrorRatio(Set<Cause> causes) implements Signal {
    public ErrorRatio {
      causes = Set.copyOf(causes);
    }
  }

  /**
   * A quantile of the duration in milliseconds; absent without samples.
   *
   * @param quantile between 0 and 1, both excluded
   */
  record Latency(double quantile) implements Signal {}

  /** Tries ÷ requests as callers saw it, at least 1; absent without their reports. */
  record RetryAmplification() implements Signal {}

  /**
   * How many requests had one of some causes.
   *
   * @param causes at least one
   */
  record Requests(Set<Cause> causes) implements Signal {
    public Requests {
      causes = Set.copyOf(causes);
    }
  }
}

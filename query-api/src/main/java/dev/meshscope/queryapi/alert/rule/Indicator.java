package dev.meshscope.queryapi.alert.rule;

import dev.meshscope.model.Cause;
import java.time.Duration;
import java.util.Set;

/** Which requests are bad. */
public sealed interface Indicator {
  /**
   * Those that failed.
   *
   * @param causes bad are requests with one of these causes; empty for every error by the success
   *     rule
   */
  record Availability(Set<Cause> causes) implements Indicator {
    public Availability {
      causes = Set.copyOf(causes);
    }
  }

  /**
   * Those that took longer than the threshold, failed ones too.
   *
   * @param below the threshold, 1 ms–1 h; decided within the relative error of latency buckets
   */
  record Latency(Duration below) implements Indicator {}
}

package dev.meshscope.storage.schema;

import dev.meshscope.runtime.config.Check;
import java.time.Duration;

/**
 * How long traffic is kept, by resolution; whole days.
 *
 * @param edges10s 1 to 60 days
 * @param edges1m 1 day to 2 years
 * @param edges1h 1 day to 10 years
 */
public record RetentionConfig(Duration edges10s, Duration edges1m, Duration edges1h) {
  private static final int EDGES_10S_DAYS_MAX = 60;
  private static final int EDGES_1M_DAYS_MAX = 731;
  private static final int EDGES_1H_DAYS_MAX = 3653;

  public RetentionConfig {
    wholeDays("edges10s", edges10s, EDGES_10S_DAYS_MAX);
    wholeDays("edges1m", edges1m, EDGES_1M_DAYS_MAX);
    wholeDays("edges1h", edges1h, EDGES_1H_DAYS_MAX);
  }

  /** As the migrations create the tables. */
  public static RetentionConfig defaults() {
    return new RetentionConfig(Duration.ofDays(2), Duration.ofDays(30), Duration.ofDays(400));
  }

  /** How long rows of that table are kept. */
  public Duration of(TrafficTable table) {
    return switch (table) {
      case EDGES_10S -> edges10s;
      case EDGES_1M -> edges1m;
      case EDGES_1H -> edges1h;
    };
  }

  private static void wholeDays(String name, Duration value, int daysMax) {
    Check.inRange(name, value, Duration.ofDays(1), Duration.ofDays(daysMax));
    Check.require(
        value.equals(Duration.ofDays(value.toDays())), name, "must be whole days, is " + value);
  }
}

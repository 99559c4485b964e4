package dev.meshscope.queryapi.query;

import static java.util.Objects.requireNonNull;

import dev.meshscope.storage.read.TimeRange;
import dev.meshscope.storage.read.TrafficFilter;
import dev.meshscope.storage.read.View;
import java.time.Duration;
import java.time.Instant;

/**
 * What every question about traffic says.
 *
 * @param filter which traffic, of whom and when
 * @param view whose rows count
 * @param now when it was asked; nothing is known of later times
 */
public record TrafficQuestion(TrafficFilter filter, View view, Instant now) {
  private static final double NANOS_PER_SECOND = 1e9;

  public TrafficQuestion {
    requireNonNull(filter);
    requireNonNull(view);
    requireNonNull(now);
  }

  TimeRange range() {
    return filter.range();
  }

  String tenant() {
    return filter.tenant();
  }

  /** Seconds of the range that have passed; not positive where it lies ahead. */
  double elapsedSeconds() {
    return elapsedSeconds(range().from(), range().to());
  }

  /** Seconds between two times, of which those after now do not count. */
  double elapsedSeconds(Instant from, Instant to) {
    Instant end = to.isBefore(now) ? to : now;
    Duration elapsed = Duration.between(from, end);
    return elapsed.getSeconds() + elapsed.getNano() / NANOS_PER_SECOND;
  }
}

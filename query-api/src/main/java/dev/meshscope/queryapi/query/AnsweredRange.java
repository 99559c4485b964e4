package dev.meshscope.queryapi.query;

import dev.meshscope.storage.read.TimeRange;
import java.time.Instant;

/**
 * The range that an answer is about, half-open.
 *
 * @param from rounded down to the resolution
 * @param to rounded up to it
 * @param resolution length of the windows that were read
 */
public record AnsweredRange(Instant from, Instant to, String resolution) {
  static AnsweredRange of(TimeRange range) {
    return new AnsweredRange(range.from(), range.to(), range.resolution().text());
  }
}

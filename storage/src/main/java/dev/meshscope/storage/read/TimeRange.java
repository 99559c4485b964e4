package dev.meshscope.storage.read;

import java.time.Instant;

/**
 * A half-open range of whole windows.
 *
 * @param from start of the first window
 * @param to end of the last window, after {@code from}
 * @param resolution which windows
 */
public record TimeRange(Instant from, Instant to, Resolution resolution) {
  public TimeRange {
    if (!from.isBefore(to)
        || !from.equals(resolution.roundDown(from))
        || !to.equals(resolution.roundDown(to))) {
      throw new IllegalArgumentException(
          "not whole windows of %s: [%s, %s)".formatted(resolution.text(), from, to));
    }
  }
}

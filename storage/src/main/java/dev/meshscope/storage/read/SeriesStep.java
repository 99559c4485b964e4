package dev.meshscope.storage.read;

import static java.util.Objects.requireNonNull;

import dev.meshscope.model.Protocol;

/**
 * What the rows of one protocol add up to in one step of a series.
 *
 * @param index the step, 0 at the start of the range
 * @param protocol the success rule depends on it
 * @param sums what they add up to
 */
public record SeriesStep(int index, Protocol protocol, TrafficSums sums) {
  public SeriesStep {
    requireNonNull(protocol);
    requireNonNull(sums);
  }
}

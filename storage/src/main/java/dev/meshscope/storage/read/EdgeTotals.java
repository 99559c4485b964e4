package dev.meshscope.storage.read;

import static java.util.Objects.requireNonNull;

import dev.meshscope.model.EdgeKey;
import dev.meshscope.model.Reporter;

/**
 * What one reporter's rows of one edge and port add up to.
 *
 * @param key the edge
 * @param reporter whose rows
 * @param port the called port, 0 when unknown
 * @param counts whether these rows count in the asked view; others tell only what that side saw
 * @param security how the connections were secured
 * @param sums what they add up to
 */
public record EdgeTotals(
    EdgeKey key,
    Reporter reporter,
    int port,
    boolean counts,
    EdgeSecurity security,
    TrafficSums sums) {
  public EdgeTotals {
    requireNonNull(key);
    requireNonNull(reporter);
    requireNonNull(security);
    requireNonNull(sums);
  }
}

package dev.meshscope.model;

import static java.util.Objects.requireNonNull;

/**
 * One reporter's view of an edge with its dimensions: what a stored row is about.
 *
 * @param key the edge
 * @param reporter whose view it is
 * @param details dimensions beside the key
 */
public record EdgeSeries(EdgeKey key, Reporter reporter, EdgeDetails details) {
  public EdgeSeries {
    requireNonNull(key);
    requireNonNull(reporter);
    requireNonNull(details);
  }
}

package dev.meshscope.model;

import static java.util.Objects.requireNonNull;

/**
 * The part of an edge key that is no end and no service.
 *
 * @param protocol what it speaks
 * @param trafficClass what kind of requests it carries
 * @param entry how its requests came in from outside, if they did
 * @param exit how its requests left the mesh, if they did
 */
public record EdgeTraits(Protocol protocol, TrafficClass trafficClass, Entry entry, Exit exit) {
  public EdgeTraits {
    requireNonNull(protocol);
    requireNonNull(trafficClass);
    requireNonNull(entry);
    requireNonNull(exit);
  }

  /** The same with another entry. */
  public EdgeTraits withEntry(Entry newEntry) {
    return new EdgeTraits(protocol, trafficClass, newEntry, exit);
  }

  /** The same with another exit. */
  public EdgeTraits withExit(Exit newExit) {
    return new EdgeTraits(protocol, trafficClass, entry, newExit);
  }
}

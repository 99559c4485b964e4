package dev.meshscope.model;

import static java.util.Objects.requireNonNull;

/**
 * What an edge is, the same from both sides. Canonical services and kinds travel with the workloads
 * but are no part of an id, see {@link EdgeIds}.
 *
 * @param source the caller
 * @param destination the callee
 * @param service the called service
 * @param traits protocol, class, entry and exit
 */
public record EdgeKey(
    Workload source, Workload destination, ServiceName service, EdgeTraits traits) {
  private static final int HASH_FACTOR = 31;

  public EdgeKey {
    requireNonNull(source);
    requireNonNull(destination);
    requireNonNull(service);
    requireNonNull(traits);
  }

  /** A hash that is the same in every process: it chooses partitions. */
  public int stableHash() {
    int hash = identityHash(source.identity());
    hash = HASH_FACTOR * hash + identityHash(destination.identity());
    hash = HASH_FACTOR * hash + service.namespace().hashCode();
    hash = HASH_FACTOR * hash + service.name().hashCode();
    hash = HASH_FACTOR * hash + traits.protocol().wire();
    hash = HASH_FACTOR * hash + traits.trafficClass().wire();
    hash = HASH_FACTOR * hash + traits.entry().wire();
    hash = HASH_FACTOR * hash + traits.exit().wire();
    return hash ^ hash >>> Short.SIZE;
  }

  private static int identityHash(Workload.Identity identity) {
    int hash = identity.cluster().hashCode();
    hash = HASH_FACTOR * hash + identity.namespace().hashCode();
    hash = HASH_FACTOR * hash + identity.name().hashCode();
    return HASH_FACTOR * hash + identity.version().hashCode();
  }
}

package dev.meshscope.collector.normalize;

import static java.util.Objects.requireNonNull;

import dev.meshscope.model.Workload;

/**
 * Who a proxy says its peer is, from the metadata that proxies exchange.
 *
 * @param workload the peer
 * @param principal its SPIFFE id, empty when it is not told
 */
public record Peer(Workload workload, String principal) {
  public Peer {
    requireNonNull(workload);
    requireNonNull(principal);
  }
}

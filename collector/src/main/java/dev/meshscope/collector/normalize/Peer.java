package dev.meshscope.collector.normalize;

import static java.util.Objects.requireNonNull;

import dev.meshscope.model.NodeKind;
import dev.meshscope.model.Workload;
import java.util.Optional;

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

  /**
   * Whom exchanged metadata names; empty when it names nobody.
   *
   * @param told what it says of the workload, absent text is empty
   * @param service its canonical service, empty when it is not told
   */
  public static Optional<Peer> of(Workload.Identity told, String service, String principal) {
    if (told.name().isEmpty()) {
      return Optional.empty();
    }
    String version = told.version().isEmpty() ? ReportingNode.DEFAULT_REVISION : told.version();
    Workload.Identity identity =
        new Workload.Identity(told.cluster(), told.namespace(), told.name(), version);
    String canonical = service.isEmpty() ? told.name() : service;
    return Optional.of(new Peer(new Workload(identity, canonical, NodeKind.WORKLOAD), principal));
  }
}

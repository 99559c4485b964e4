package dev.meshscope.collector.normalize;

import dev.meshscope.model.EdgeDetails;
import dev.meshscope.model.EdgeReference;
import dev.meshscope.model.Flow;
import dev.meshscope.model.Party;
import dev.meshscope.model.ServiceName;
import dev.meshscope.model.Workload;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One object for equal parts of the flows of all streams. A batch has flows of many streams, and
 * whoever encodes it touches each of their texts: were there one of them per stream, they would
 * never be at hand. When full, it starts over, and only what comes then is shared. Safe for use by
 * all streams at once.
 */
final class SharedFlows {
  private final int partsMax;
  private final Map<Object, Object> parts = new ConcurrentHashMap<>();

  /**
   * Shares nothing yet.
   *
   * @param partsMax how many parts are kept, at least 1
   */
  SharedFlows(int partsMax) {
    this.partsMax = partsMax;
  }

  /** An equal flow, of shared parts. */
  Flow shared(Flow flow) {
    return one(new Flow(flow.edges().stream().map(this::edge).toList()));
  }

  private EdgeReference edge(EdgeReference edge) {
    return one(
        new EdgeReference(
            edge.reporter(),
            party(edge.source()),
            party(edge.destination()),
            service(edge.service()),
            one(edge.traits()),
            details(edge.details())));
  }

  private Party party(Party party) {
    return one(
        switch (party) {
          case Party.Known known -> new Party.Known(workload(known.workload()));
          case Party.ByAddress byAddress ->
              new Party.ByAddress(
                  one(byAddress.address()),
                  principal(byAddress.principal()),
                  workload(byAddress.otherwise()),
                  byAddress.waits());
        });
  }

  private Party.Principal principal(Party.Principal principal) {
    return one(new Party.Principal(one(principal.namespace()), one(principal.serviceAccount())));
  }

  private Workload workload(Workload workload) {
    Workload.Identity identity =
        new Workload.Identity(
            one(workload.cluster()),
            one(workload.namespace()),
            one(workload.name()),
            one(workload.version()));
    return one(new Workload(identity, one(workload.canonicalService()), workload.kind()));
  }

  private ServiceName service(ServiceName service) {
    return one(new ServiceName(one(service.namespace()), one(service.name())));
  }

  private EdgeDetails details(EdgeDetails details) {
    return one(
        new EdgeDetails(
            details.port(),
            one(details.subset()),
            one(details.host()),
            one(details.sourcePrincipal()),
            one(details.destinationPrincipal()),
            details.security()));
  }

  @SuppressWarnings("unchecked") // what is equal is of the same class: records and texts
  private <T> T one(T part) {
    if (parts.size() >= partsMax) {
      parts.clear();
    }
    Object known = parts.putIfAbsent(part, part);
    return known == null ? part : (T) known;
  }
}

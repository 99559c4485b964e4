package dev.meshscope.model;

/**
 * Writes what records about edges have in common: the dictionaries of strings and workloads, and
 * the fields of an edge. String 0 is always the empty one, so that absent text costs nothing.
 */
final class EdgeWriter {
  private final Dictionary<String> strings = new Dictionary<>();
  private final Dictionary<Workload> workloads = new Dictionary<>();
  private final WireBuffer scratch = new WireBuffer();

  EdgeWriter() {
    strings.index("");
  }

  int string(String text) {
    return strings.index(text);
  }

  int workload(Workload workload) {
    return workloads.index(workload);
  }

  /** The fields of one edge between two ends that the caller has numbered. */
  WireBuffer edge(EdgeEnds ends, ServiceName service, EdgeTraits traits, EdgeDetails details) {
    WireBuffer out = scratch.clear();
    out.number(EdgeFields.REPORTER, ends.reporter().wire());
    out.number(EdgeFields.SOURCE, ends.source());
    out.number(EdgeFields.DESTINATION, ends.destination());
    out.number(EdgeFields.SERVICE_NAMESPACE, string(service.namespace()));
    out.number(EdgeFields.SERVICE_NAME, string(service.name()));
    out.number(EdgeFields.PROTOCOL, traits.protocol().wire());
    out.number(EdgeFields.TRAFFIC_CLASS, traits.trafficClass().wire());
    out.number(EdgeFields.ENTRY, traits.entry().wire());
    out.number(EdgeFields.EXIT, traits.exit().wire());
    out.number(EdgeFields.PORT, details.port());
    out.number(EdgeFields.SUBSET, string(details.subset()));
    out.number(EdgeFields.HOST, string(details.host()));
    out.number(EdgeFields.SOURCE_PRINCIPAL, string(details.sourcePrincipal()));
    out.number(EdgeFields.DESTINATION_PRINCIPAL, string(details.destinationPrincipal()));
    out.number(EdgeFields.SECURITY, details.security().wire());
    return out;
  }

  /** Writes both dictionaries; call it when everything has been numbered. */
  void dictionaries(WireBuffer out) {
    for (Workload workload : workloads.values()) {
      WireBuffer message = scratch.clear();
      message.number(EdgeFields.CLUSTER, string(workload.cluster()));
      message.number(EdgeFields.NAMESPACE, string(workload.namespace()));
      message.number(EdgeFields.NAME, string(workload.name()));
      message.number(EdgeFields.VERSION, string(workload.version()));
      message.number(EdgeFields.CANONICAL_SERVICE, string(workload.canonicalService()));
      message.number(EdgeFields.KIND, workload.kind().wire());
      out.message(EdgeFields.WORKLOADS, message);
    }
    for (String string : strings.values()) {
      out.text(EdgeFields.STRINGS, string, true);
    }
  }

  /** Reporter and numbered ends of an edge. */
  record EdgeEnds(Reporter reporter, int source, int destination) {}
}

package dev.meshscope.model;

/**
 * What stands at one end of an edge.
 *
 * <p>Append only, never reorder: see {@link Named}.
 */
public enum NodeKind implements Named {
  WORKLOAD("workload"),
  /** An Istio or Envoy gateway, or an ingress controller. */
  GATEWAY("gateway"),
  /** The request reached no workload: it ends at the service it was meant for. */
  SERVICE("service"),
  /** Outside the mesh: a host, or the clients of one entry. */
  EXTERNAL("external"),
  /** Only an address, or nothing, is known. */
  UNKNOWN("unknown");

  private final String text;

  NodeKind(String text) {
    this.text = text;
  }

  @Override
  public String text() {
    return text;
  }
}

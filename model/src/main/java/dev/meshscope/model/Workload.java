package dev.meshscope.model;

import static java.util.Objects.requireNonNull;

/**
 * One end of an edge. Absent text is empty, never null.
 *
 * @param identity what tells it from every other workload; part of the edge key
 * @param canonicalService the service it implements in Istio's sense; a dimension, not identity
 * @param kind what it is; not identity
 */
public record Workload(Identity identity, String canonicalService, NodeKind kind) {
  /** Nothing is known of this end. */
  public static final Workload UNKNOWN =
      new Workload(new Identity("", "", "", ""), "", NodeKind.UNKNOWN);

  /** The request reached no workload: the edge ends at its service. */
  public static final Workload NONE =
      new Workload(new Identity("", "", "", ""), "", NodeKind.SERVICE);

  public Workload {
    requireNonNull(identity);
    requireNonNull(canonicalService);
    requireNonNull(kind);
  }

  /** Something outside the mesh, told apart by name alone: a host, or {@code client}. */
  public static Workload external(String name) {
    return new Workload(new Identity("", "", name, ""), "", NodeKind.EXTERNAL);
  }

  /** An end of which only the address is known. */
  public static Workload ofAddress(String address) {
    return new Workload(new Identity("", "", address, ""), "", NodeKind.UNKNOWN);
  }

  /** The same in a cluster. */
  public Workload in(String cluster) {
    return new Workload(
        new Identity(cluster, namespace(), name(), version()), canonicalService, kind);
  }

  /** The canonical service, or the name where there is none: what a caller is called as. */
  public String serviceOrName() {
    return canonicalService.isEmpty() ? name() : canonicalService;
  }

  public String cluster() {
    return identity.cluster();
  }

  public String namespace() {
    return identity.namespace();
  }

  public String name() {
    return identity.name();
  }

  public String version() {
    return identity.version();
  }

  /**
   * The four columns of one end in the edge key.
   *
   * @param cluster the Kubernetes cluster's id
   * @param namespace its namespace
   * @param name the workload's name, e.g. of its Deployment
   * @param version its canonical revision
   */
  public record Identity(String cluster, String namespace, String name, String version) {
    public Identity {
      requireNonNull(cluster);
      requireNonNull(namespace);
      requireNonNull(name);
      requireNonNull(version);
    }
  }
}

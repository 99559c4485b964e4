package dev.meshscope.collector.normalize;

import static java.util.Objects.requireNonNull;

import dev.meshscope.model.NodeKind;
import dev.meshscope.model.Workload;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The node of a stream: who reports, and which end of an edge it is.
 *
 * @param id the node's id as it was sent
 * @param role what its entries mean
 * @param isKnown whether the id says who it is
 * @param workload whose proxy it is
 * @param addresses its IP addresses in canonical form, at most {@value #ADDRESSES_MAX}
 * @param serviceAccount its Kubernetes service account, empty when unknown
 */
public record ReportingNode(
    String id,
    Role role,
    boolean isKnown,
    Workload workload,
    Set<String> addresses,
    String serviceAccount) {
  private static final int ADDRESSES_MAX = 32;
  private static final int ID_PARTS = 4;
  private static final int NAME_MAX = 512;

  /** Istio's default of a canonical revision. */
  static final String DEFAULT_REVISION = "latest";

  public ReportingNode {
    requireNonNull(id);
    requireNonNull(role);
    requireNonNull(workload);
    addresses = Set.copyOf(addresses);
    requireNonNull(serviceAccount);
  }

  /** What an entry of a node means. */
  public enum Role {
    /** Beside an application: an entry is a call to it or from it. */
    SIDECAR,
    /** An edge of the mesh: an entry is a call to it and usually one from it. */
    GATEWAY,
    /** An Ingress controller: a gateway without a mesh. */
    INGRESS,
    /** In front of services: an entry is a call to one of them. */
    WAYPOINT;

    /** Whether an entry is a call to the node and, once it chose a cluster, one from it. */
    boolean isEdge() {
      return this == GATEWAY || this == INGRESS;
    }
  }

  /**
   * Understands a description: Istio's grammar, else a plain Envoy, which counts as a gateway named
   * by its cluster, else by its id.
   */
  public static ReportingNode of(NodeDescription node) {
    String id = clip(node.id());
    String[] parts = id.split("~", -1);
    String type = parts.length == ID_PARTS ? parts[0] : "";
    return switch (type) {
      case "sidecar" -> istio(id, Role.SIDECAR, parts, node);
      case "router", "ingress" -> istio(id, Role.GATEWAY, parts, node);
      case "waypoint" -> istio(id, Role.WAYPOINT, parts, node);
      default -> plain(id, node);
    };
  }

  /**
   * A node of which only an address is known, because nothing of what it sends says who it is. It
   * announces nothing.
   *
   * @param address any text; only an IP address counts
   */
  public static ReportingNode ofAddress(String address) {
    return Addresses.ip(address)
        .map(ip ->
            new ReportingNode("", Role.SIDECAR, false, Workload.ofAddress(ip), Set.of(ip), ""))
        .orElseGet(() -> of(NodeDescription.NONE));
  }

  /**
   * An Ingress controller.
   *
   * @param id tells it from all other nodes
   * @param workload itself, without name if nothing says one
   * @param addresses its own; those that are no IP addresses are left out
   */
  public static ReportingNode ingress(String id, Workload workload, List<String> addresses) {
    Set<String> own = new LinkedHashSet<>();
    addresses.forEach(address -> Addresses.ip(address).ifPresent(own::add));
    return new ReportingNode(clip(id), Role.INGRESS, !workload.name().isEmpty(), workload, own, "");
  }

  private static ReportingNode istio(String id, Role role, String[] parts, NodeDescription node) {
    int dot = parts[2].lastIndexOf('.');
    String pod = dot < 0 ? parts[2] : parts[2].substring(0, dot);
    String podNamespace = dot < 0 ? "" : parts[2].substring(dot + 1);
    String namespace = orElse(node.text("NAMESPACE", "CONFIG_NAMESPACE"), podNamespace);
    String name = clip(workloadName(node, namespace, pod));
    String service = node.label("service.istio.io/canonical-name", "app.kubernetes.io/name", "app");
    String revision =
        node.label("service.istio.io/canonical-revision", "app.kubernetes.io/version", "version");
    Workload workload =
        new Workload(
            new Workload.Identity(
                clip(node.text("CLUSTER_ID")),
                clip(namespace),
                name,
                clip(orElse(revision, DEFAULT_REVISION))),
            clip(orElse(service, name)),
            role == Role.SIDECAR ? NodeKind.WORKLOAD : NodeKind.GATEWAY);
    return new ReportingNode(
        id, role, true, workload, addresses(parts[1], node), clip(node.text("SERVICE_ACCOUNT")));
  }

  private static ReportingNode plain(String id, NodeDescription node) {
    String name = clip(orElse(node.cluster(), id));
    Workload workload =
        name.isEmpty()
            ? new Workload(Workload.UNKNOWN.identity(), "", NodeKind.GATEWAY)
            : new Workload(new Workload.Identity("", "", name, ""), name, NodeKind.GATEWAY);
    return new ReportingNode(id, Role.GATEWAY, !name.isEmpty(), workload, addresses("", node), "");
  }

  /** The name, else the owner's, else the node's cluster without namespace, else the pod's. */
  private static String workloadName(NodeDescription node, String namespace, String pod) {
    String name = node.text("WORKLOAD_NAME");
    if (!name.isEmpty()) {
      return name;
    }
    String owner = node.text("OWNER");
    if (!owner.isEmpty()) {
      return owner.substring(owner.lastIndexOf('/') + 1);
    }
    String suffix = "." + namespace;
    String cluster = node.cluster();
    if (cluster.endsWith(suffix) && cluster.length() > suffix.length()) {
      return cluster.substring(0, cluster.length() - suffix.length());
    }
    return orElse(node.text("NAME", "POD_NAME"), pod);
  }

  private static Set<String> addresses(String idAddress, NodeDescription node) {
    String all = node.text("INSTANCE_IPS", "ISTIO_META_INSTANCE_IPS") + "," + idAddress;
    Set<String> addresses = new LinkedHashSet<>();
    for (String address : List.of(all.split(","))) {
      Addresses.ip(address.strip()).ifPresent(addresses::add);
      if (addresses.size() == ADDRESSES_MAX) {
        break;
      }
    }
    return addresses;
  }

  private static String orElse(String text, String other) {
    return text.isEmpty() ? other : text;
  }

  private static String clip(String text) {
    return text.length() <= NAME_MAX ? text : text.substring(0, NAME_MAX);
  }
}

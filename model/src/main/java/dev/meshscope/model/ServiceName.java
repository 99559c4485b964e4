package dev.meshscope.model;

import static java.util.Objects.requireNonNull;

/**
 * The called service.
 *
 * @param namespace its namespace; empty for hosts outside the cluster
 * @param name the short name of a {@code <name>.<namespace>.svc.…} host, else the whole host
 */
public record ServiceName(String namespace, String name) {
  /** No service is known. */
  public static final ServiceName NONE = new ServiceName("", "");

  private static final int HOST_LABELS_MIN = 3;

  public ServiceName {
    requireNonNull(namespace);
    requireNonNull(name);
  }

  /** The service of a host without port, by the rule of the edge key. */
  public static ServiceName ofHost(String host) {
    String[] labels = host.split("\\.", HOST_LABELS_MIN + 1);
    boolean isInCluster = labels.length >= HOST_LABELS_MIN && labels[2].equals("svc");
    if (isInCluster && !labels[0].isEmpty() && !labels[1].isEmpty()) {
      return new ServiceName(labels[1], labels[0]);
    }
    return new ServiceName("", host);
  }

  /** {@code namespace/name}, or the name alone where there is no namespace. */
  public String text() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }
}

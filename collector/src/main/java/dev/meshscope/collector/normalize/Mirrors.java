package dev.meshscope.collector.normalize;

import dev.meshscope.model.Workload;
import java.util.List;
import java.util.Locale;

/**
 * Workloads that get nothing but copies of requests. Istio from 1.28 on sends a copy with the host
 * of the original, so that no entry tells one; whoever mirrors to a workload of its own can say so.
 */
final class Mirrors {
  /** Where {@code svc} stands in the name of a service of the mesh. */
  private static final int SVC_LABEL = 2;

  private final List<Mirror> mirrors;

  /**
   * Reads the configuration.
   *
   * @param texts {@code <host>=<workload>} or {@code <host>=<namespace>/<workload>}
   * @throws IllegalArgumentException when one of them is neither
   */
  Mirrors(List<String> texts) {
    mirrors = texts.stream().map(Mirror::of).toList();
  }

  /** Whether what comes to that workload for that host, without port, is a copy. */
  boolean has(Workload called, String host) {
    String asked = host.toLowerCase(Locale.ROOT);
    for (Mirror mirror : mirrors) {
      if (mirror.workload.equals(called.name())
          && (mirror.namespace.isEmpty() || mirror.namespace.equals(called.namespace()))
          && mirror.isFor(asked)) {
        return true;
      }
    }
    return false;
  }

  /**
   * One workload.
   *
   * @param host the host of the original requests
   * @param namespace of the workload; that of the host unless told otherwise, empty for any
   * @param workload its name
   */
  private record Mirror(String host, String namespace, String workload) {
    static Mirror of(String text) {
      int equals = text.indexOf('=');
      int slash = text.lastIndexOf('/');
      String host = equals < 0 ? "" : text.substring(0, equals).toLowerCase(Locale.ROOT);
      String workload = text.substring(Math.max(equals, slash) + 1);
      if (host.isEmpty() || workload.isEmpty() || (slash >= 0 && slash <= equals + 1)) {
        throw new IllegalArgumentException(
            "\"" + text + "\" is not <host>=<workload> or <host>=<namespace>/<workload>");
      }
      String told = slash < 0 ? "" : text.substring(equals + 1, slash);
      String[] labels = host.split("\\.", -1);
      return new Mirror(host, told.isEmpty() && isInMesh(labels) ? labels[1] : told, workload);
    }

    /** Callers may leave out what their DNS adds. */
    boolean isFor(String asked) {
      return host.equals(asked)
          || (!asked.isEmpty() && isInMesh(host.split("\\.", -1)) && host.startsWith(asked + "."));
    }

    private static boolean isInMesh(String[] labels) {
      return labels.length > SVC_LABEL && labels[SVC_LABEL].equals("svc");
    }
  }
}

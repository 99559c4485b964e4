package dev.meshscope.collector.receive.nginx;

import static java.util.Objects.requireNonNull;

/**
 * Who sent a line, as far as its transport says; what is not known is empty. What the line itself
 * says goes before it.
 *
 * @param host name of the pod or machine
 * @param program what names it if there is no host, e.g. the tag of syslog
 * @param namespace its Kubernetes namespace
 * @param cluster its Kubernetes cluster
 * @param address an IP address that is its own, in canonical form
 */
public record LineSource(
    String host, String program, String namespace, String cluster, String address) {
  /** The transport says nothing. */
  public static final LineSource NONE = new LineSource("", "", "", "", "");

  public LineSource {
    requireNonNull(host);
    requireNonNull(program);
    requireNonNull(namespace);
    requireNonNull(cluster);
    requireNonNull(address);
  }
}

package dev.meshscope.testkit.mesh;

/**
 * Name of an Envoy cluster in Istio's grammar, {@code <direction>|<port>|<subset>|<host>}.
 *
 * @param direction {@code inbound} or {@code outbound}
 * @param port service port (outbound) or application port (inbound)
 * @param subset subset of a DestinationRule; empty for none
 * @param host host of the called service; empty for inbound
 */
public record ClusterName(String direction, int port, String subset, String host) {
  public static ClusterName inbound(int port) {
    return new ClusterName("inbound", port, "", "");
  }

  public static ClusterName outbound(int port, String subset, String host) {
    return new ClusterName("outbound", port, subset, host);
  }

  public boolean isInbound() {
    return direction.equals("inbound");
  }

  /** As Envoy writes it. */
  @Override
  public String toString() {
    return direction + "|" + port + "|" + subset + "|" + host;
  }
}

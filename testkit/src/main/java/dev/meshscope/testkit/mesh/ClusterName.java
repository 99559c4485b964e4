package dev.meshscope.testkit.mesh;

/**
 * Name of an Envoy cluster in Istio's grammar: {@code <direction>|<port>|<subset>|<host>}, or one
 * word for destinations that are no known service.
 *
 * @param direction {@code inbound} or {@code outbound}, or the word
 * @param port service port (outbound) or application port (inbound); 0 for a word
 * @param subset subset of a DestinationRule; empty for none
 * @param host host of the called service; empty for inbound and for a word
 */
public record ClusterName(String direction, int port, String subset, String host) {
  /** Whatever the application calls that no service is known for, where that is allowed. */
  public static final ClusterName PASSTHROUGH = new ClusterName("PassthroughCluster", 0, "", "");

  /** The same where it is forbidden: has no endpoints. */
  public static final ClusterName BLACK_HOLE = new ClusterName("BlackHoleCluster", 0, "", "");

  public static ClusterName inbound(int port) {
    return new ClusterName("inbound", port, "", "");
  }

  public static ClusterName outbound(int port, String subset, String host) {
    return new ClusterName("outbound", port, subset, host);
  }

  public boolean isInbound() {
    return direction.equals("inbound");
  }

  /** Whether it leads to a known service. */
  public boolean isOutbound() {
    return direction.equals("outbound");
  }

  /** The server name by which a client in the mesh asks for it over TLS. */
  String sni() {
    return direction + "_." + port + "_." + subset + "_." + host;
  }

  /** As Envoy writes it. */
  @Override
  public String toString() {
    return port == 0 ? direction : direction + "|" + port + "|" + subset + "|" + host;
  }
}

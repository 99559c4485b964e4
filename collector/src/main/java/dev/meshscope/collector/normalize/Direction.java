package dev.meshscope.collector.normalize;

/**
 * Whether a sidecar's entry is a call to its application. By, in this order: the cluster of the
 * chosen host, the tagged cluster, the ports that traffic is redirected to, the addresses.
 */
final class Direction {
  private static final int INBOUND_PORT = 15006;
  private static final int OUTBOUND_PORT = 15001;

  private Direction() {}

  static boolean isInbound(ReportingNode node, ProtocolEntry entry, long traits) {
    ClusterName cluster = ClusterName.of(entry.string(ProtocolEntry.UPSTREAM_CLUSTER));
    if (!saysDirection(cluster)) {
      cluster = ClusterName.of(entry.string(ProtocolEntry.TAGGED_CLUSTER));
    }
    if (saysDirection(cluster)) {
      return !cluster.isOutbound();
    }
    int port = Traits.localPort(traits);
    if (port == INBOUND_PORT || port == OUTBOUND_PORT) {
      return port == INBOUND_PORT;
    }
    return !isOwn(node, entry, ProtocolEntry.PEER_ADDRESS)
        && isOwn(node, entry, ProtocolEntry.LOCAL_ADDRESS);
  }

  private static boolean saysDirection(ClusterName cluster) {
    return cluster.isOutbound() || cluster.kind() == ClusterName.Kind.INBOUND;
  }

  private static boolean isOwn(ReportingNode node, ProtocolEntry entry, int text) {
    return entry.has(text) && node.addresses().contains(Addresses.canonical(entry.string(text)));
  }
}

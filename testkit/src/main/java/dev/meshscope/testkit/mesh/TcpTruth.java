package dev.meshscope.testkit.mesh;

import java.time.Duration;

/**
 * What one TCP proxy counted, {@code tcp.<prefix>.…}. Checked on Envoy 1.40.0: one final entry a
 * connection, written when it ends, and its bytes are the payload. Before that, one entry each
 * {@link #PERIOD} with the bytes so far, which no counter tells of.
 *
 * @param pod whose proxy it is
 * @param side which side of the pod it serves
 * @param cluster where it leads
 * @param connections {@code downstream_cx_total}
 * @param receivedBytes {@code downstream_cx_rx_bytes_total}: from the client
 * @param sentBytes {@code downstream_cx_tx_bytes_total}: to the client
 */
public record TcpTruth(
    Pod pod, Side side, ClusterName cluster, long connections, long receivedBytes, long sentBytes) {
  /** How often a proxy tells of a connection that goes on. */
  static final Duration PERIOD = Duration.ofSeconds(2);

  /** The proxy's count from its own end. */
  public TcpTally tally() {
    return new TcpTally(connections, sentBytes, receivedBytes);
  }

  static TcpTruth of(Pod pod, ProxySpec.TcpListener listener, Counters counters) {
    String tcp = "tcp." + listener.statPrefix() + ".downstream_cx_";
    return new TcpTruth(
        pod,
        listener.side(),
        listener.cluster(),
        counters.get(tcp + "total"),
        counters.get(tcp + "rx_bytes_total"),
        counters.get(tcp + "tx_bytes_total"));
  }
}

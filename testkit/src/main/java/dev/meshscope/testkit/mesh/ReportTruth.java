package dev.meshscope.testkit.mesh;

/**
 * What one proxy's access loggers counted. Checked on Envoy 1.40.0: {@code logs_written} and {@code
 * logs_dropped} know HTTP entries only, {@code grpc_entries_flushed} knows both kinds; at rest it
 * is {@code logs_written} + connections of the TCP proxies, and what the collector received.
 *
 * <p>Loss is not always counted: a flush that starts a stream counts its entries as flushed even if
 * nobody listens there. So the collector has to be there for the whole measurement. Where the
 * collector's name has no address, entries are written and not sent.
 *
 * @param pod whose proxy it is
 * @param written entries taken into the buffers, HTTP and TCP
 * @param sent entries handed to the stream to the collector
 * @param dropped HTTP entries refused because the collector was too slow
 */
public record ReportTruth(Pod pod, long written, long sent, long dropped) {
  private static final String PREFIX = "access_logs.grpc_access_log.";

  static ReportTruth of(ProxySpec spec, Counters counters) {
    return new ReportTruth(
        spec.pod(),
        written(spec, counters),
        counters.get(PREFIX + "grpc_entries_flushed"),
        counters.get(PREFIX + "logs_dropped"));
  }

  private static long written(ProxySpec spec, Counters counters) {
    long connections =
        spec.tcpListeners().stream()
            .mapToLong(l -> TcpTruth.of(spec.pod(), l, counters).connections())
            .sum();
    return counters.get(PREFIX + "logs_written") + connections;
  }
}

package dev.meshscope.testkit.mesh;

import java.util.List;

/**
 * What one proxy counted of its reports of one kind. Checked on Envoy 1.40.0:
 *
 * <ul>
 *   <li>access log service: {@code logs_written} and {@code logs_dropped} know HTTP entries only,
 *       {@code grpc_entries_flushed} knows both kinds. At rest it is what the collector received:
 *       {@code logs_written} + connections of the TCP proxies + periodic entries of long
 *       connections, which nothing else counts;
 *   <li>OTLP logs: one log record a request; {@code logs_written} and {@code logs_dropped} are what
 *       the collector answered;
 *   <li>OTLP spans: one span a request; {@code spans_sent} does not ask for the answer.
 * </ul>
 *
 * <p>Loss is not always counted: a flush that starts a stream counts its entries as flushed even if
 * nobody listens there. So the collector has to be there for the whole measurement. Where the
 * collector's name has no address, entries are written and not sent.
 *
 * @param pod whose proxy it is
 * @param kind how it reports
 * @param written reports of requests and connections that came to their end
 * @param sent everything handed to the collector, periodic entries too
 * @param dropped reports given up: because the collector was too slow, or refused them
 */
public record ReportTruth(Pod pod, ReportKind kind, long written, long sent, long dropped) {
  private static final String ACCESS_LOG = "access_logs.grpc_access_log.";
  private static final String OTLP_LOG = "access_logs.open_telemetry_access_log.";

  /** One for each way that it reports. */
  static List<ReportTruth> of(ProxySpec spec, Counters counters) {
    return spec.reports().stream().map(kind -> of(kind, spec, counters)).toList();
  }

  private static ReportTruth of(ReportKind kind, ProxySpec spec, Counters counters) {
    Pod pod = spec.pod();
    return switch (kind) {
      case ACCESS_LOG_SERVICE ->
          new ReportTruth(
              pod,
              kind,
              counters.get(ACCESS_LOG + "logs_written") + connections(spec, counters),
              counters.get(ACCESS_LOG + "grpc_entries_flushed"),
              counters.get(ACCESS_LOG + "logs_dropped"));
      case OTLP_LOGS -> {
        long dropped = counters.get(OTLP_LOG + "logs_dropped");
        long sent = counters.get(OTLP_LOG + "logs_written") + dropped;
        yield new ReportTruth(pod, kind, requests(spec, counters), sent, dropped);
      }
      case OTLP_SPANS -> {
        long sent = counters.get("tracing.opentelemetry.spans_sent");
        yield new ReportTruth(pod, kind, requests(spec, counters), sent, 0);
      }
    };
  }

  private static long connections(ProxySpec spec, Counters counters) {
    return spec.tcpListeners().stream()
        .mapToLong(l -> TcpTruth.of(spec.pod(), l, counters).connections())
        .sum();
  }

  private static long requests(ProxySpec spec, Counters counters) {
    return spec.httpListeners().stream()
        .mapToLong(l -> ListenerTruth.of(spec.pod(), l, counters).requests())
        .sum();
  }
}

package dev.meshscope.collector.normalize;

/** The protocols that reports come in by. */
public enum ReportSource {
  /** Envoy's access log service. */
  ALS,
  /** Access logs as OpenTelemetry log records. */
  OTLP_LOGS,
  /** Spans of proxies. */
  OTLP_SPANS,
  /** Access log lines in syslog datagrams. */
  SYSLOG
}

package dev.meshscope.testkit.mesh;

/** How a proxy tells of its requests. */
public enum ReportKind {
  /** Envoy's gRPC access log service. */
  ACCESS_LOG_SERVICE,
  /** OpenTelemetry log records. */
  OTLP_LOGS,
  /** OpenTelemetry spans, one of every request. */
  OTLP_SPANS
}

package dev.meshscope.benchmarks.stage;

/** Protocols of messages: each says anew who it is from. */
public enum MessageSource {
  /** Envoy's access logs as OpenTelemetry log records, in the recommended attributes. */
  OTLP_LOGS("OTLP logs, protobuf"),
  /** Envoy's spans. */
  OTLP_SPANS("OTLP spans, protobuf"),
  /** NGINX in the recommended format. */
  SYSLOG_JSON("NGINX syslog, JSON"),
  /** NGINX as ingress-nginx writes by default. */
  SYSLOG_TEXT("NGINX syslog, ingress-nginx's text");

  private final String text;

  MessageSource(String text) {
    this.text = text;
  }

  /** For a table. */
  String text() {
    return text;
  }
}

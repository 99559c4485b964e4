package dev.meshscope.collector.receive.otlp;

import dev.meshscope.collector.receive.SessionConfig;

/**
 * How OpenTelemetry's protocol is taken in.
 *
 * @param limits of messages, on both ports
 * @param http limits of the HTTP port
 * @param repeats what is remembered of messages, so that one that is sent again counts once
 * @param sessions what is remembered of nodes
 * @param spans whether and when spans count
 */
public record OtlpConfig(
    OtlpLimits limits,
    OtlpHttpConfig http,
    RepeatConfig repeats,
    SessionConfig sessions,
    SpanConfig spans) {

  /** Fits Envoy and OpenTelemetry collectors with their defaults. */
  public static OtlpConfig defaults() {
    return new OtlpConfig(
        OtlpLimits.defaults(),
        OtlpHttpConfig.defaults(),
        RepeatConfig.defaults(),
        SessionConfig.defaults(),
        SpanConfig.defaults());
  }
}

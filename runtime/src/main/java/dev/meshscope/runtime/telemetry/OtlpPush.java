package dev.meshscope.runtime.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.metrics.OtlpHttpMetricExporter;
import io.opentelemetry.exporter.otlp.metrics.OtlpGrpcMetricExporter;
import io.opentelemetry.sdk.metrics.SdkMeterProviderBuilder;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.opentelemetry.sdk.resources.Resource;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Pushes metrics over OTLP if the environment says so by OpenTelemetry's own names: {@code
 * OTEL_METRICS_EXPORTER=otlp} or an {@code OTEL_EXPORTER_OTLP_…ENDPOINT}. Off otherwise: a backend
 * for telemetry must not feed itself in a loop.
 */
final class OtlpPush {
  private static final Duration INTERVAL = Duration.ofSeconds(60);

  private final String process;
  private final Map<String, String> environment;

  OtlpPush(String process, Map<String, String> environment) {
    this.process = process;
    this.environment = environment;
  }

  void addTo(SdkMeterProviderBuilder builder) {
    builder.setResource(resource());
    if (isWanted()) {
      builder.registerMetricReader(
          PeriodicMetricReader.builder(exporter()).setInterval(interval()).build());
    }
  }

  boolean isWanted() {
    if (get("OTEL_SDK_DISABLED", "").equalsIgnoreCase("true")) {
      return false;
    }
    String exporter = get("OTEL_METRICS_EXPORTER", "");
    return exporter.isEmpty() ? !endpoint().isEmpty() : exporter.equals("otlp");
  }

  Resource resource() {
    var attributes = Attributes.builder().put("service.name", "meshscope-" + process);
    pairs("OTEL_RESOURCE_ATTRIBUTES")
        .forEach((key, value) -> attributes.put(AttributeKey.stringKey(key), value));
    String name = get("OTEL_SERVICE_NAME", "");
    if (!name.isEmpty()) {
      attributes.put("service.name", name);
    }
    return Resource.getDefault().merge(Resource.create(attributes.build()));
  }

  private MetricExporter exporter() {
    var headers = pairs("OTEL_EXPORTER_OTLP_HEADERS");
    headers.putAll(pairs("OTEL_EXPORTER_OTLP_METRICS_HEADERS"));
    String protocol =
        get("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", get("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"));
    if (protocol.equals("grpc")) {
      var grpc = OtlpGrpcMetricExporter.builder();
      if (!endpoint().isEmpty()) {
        grpc.setEndpoint(endpoint());
      }
      headers.forEach(grpc::addHeader);
      return grpc.build();
    }
    var http = OtlpHttpMetricExporter.builder();
    if (!endpoint().isEmpty()) {
      http.setEndpoint(httpEndpoint());
    }
    headers.forEach(http::addHeader);
    return http.build();
  }

  private String endpoint() {
    return get("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", get("OTEL_EXPORTER_OTLP_ENDPOINT", ""));
  }

  /** The endpoint of all signals is a base; the one of metrics is taken as it is. */
  String httpEndpoint() {
    String own = get("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "");
    return own.isEmpty() ? endpoint().replaceAll("/+$", "") + "/v1/metrics" : own;
  }

  private Duration interval() {
    String millis = get("OTEL_METRIC_EXPORT_INTERVAL", "");
    return millis.matches("[1-9]\\d{0,8}") ? Duration.ofMillis(Long.parseLong(millis)) : INTERVAL;
  }

  /** Reads {@code a=b,c=d} with percent-encoded values; what is no pair is left out. */
  private Map<String, String> pairs(String name) {
    var pairs = new LinkedHashMap<String, String>();
    for (String pair : get(name, "").split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        String value = pair.substring(equals + 1).strip();
        pairs.put(
            pair.substring(0, equals).strip(),
            URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8));
      }
    }
    return pairs;
  }

  private String get(String name, String otherwise) {
    String value = environment.getOrDefault(name, "");
    return value.isEmpty() ? otherwise : value;
  }
}

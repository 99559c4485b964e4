package dev.meshscope.runtime.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.api.common.AttributeKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class OtlpPushTest {
  @Test
  void pushesOnlyWhenAsked() {
    assertThat(wanted(Map.of())).isFalse();
    assertThat(wanted(Map.of("OTEL_METRICS_EXPORTER", "otlp"))).isTrue();
    assertThat(wanted(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://h:1"))).isTrue();
    assertThat(wanted(Map.of("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://h:1"))).isTrue();
    assertThat(wanted(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", ""))).isFalse();
    assertThat(
            wanted(
                Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://h", "OTEL_METRICS_EXPORTER", "none")))
        .isFalse();
    assertThat(wanted(Map.of("OTEL_METRICS_EXPORTER", "otlp", "OTEL_SDK_DISABLED", "TRUE")))
        .isFalse();
  }

  @Test
  void namesItselfAsTheEnvironmentSays() {
    var service = AttributeKey.stringKey("service.name");
    assertThat(new OtlpPush("collector", Map.of()).resource().getAttribute(service))
        .isEqualTo("meshscope-collector");
    var named =
        new OtlpPush(
                "collector",
                Map.of(
                    "OTEL_SERVICE_NAME", "mine",
                    "OTEL_RESOURCE_ATTRIBUTES", "zone=a%20b, nonsense ,k=v+w"))
            .resource();
    assertThat(named.getAttribute(service)).isEqualTo("mine");
    assertThat(named.getAttribute(AttributeKey.stringKey("zone"))).isEqualTo("a b");
    assertThat(named.getAttribute(AttributeKey.stringKey("k"))).isEqualTo("v+w");
  }

  @Test
  void findsThePathOfMetricsBelowTheBase() {
    assertThat(endpoint(Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://h:4318/")))
        .isEqualTo("http://h:4318/v1/metrics");
    assertThat(endpoint(Map.of("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://h/own")))
        .isEqualTo("http://h/own");
  }

  @Test
  void pushesOverHttpWithItsHeaders() throws IOException {
    List<String> seen = new CopyOnWriteArrayList<>();
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String key =
                Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("x-key"), "none");
            seen.add(exchange.getRequestURI() + " " + key);
            exchange.sendResponseHeaders(200, -1);
          }
        });
    server.start();
    try (var telemetry =
        Telemetry.create(
            "test",
            Map.of(
                "OTEL_EXPORTER_OTLP_ENDPOINT",
                "http://127.0.0.1:" + server.getAddress().getPort(),
                "OTEL_EXPORTER_OTLP_PROTOCOL",
                "http/protobuf",
                "OTEL_EXPORTER_OTLP_HEADERS",
                "x-key=secret",
                "OTEL_METRIC_EXPORT_INTERVAL",
                "50"))) {
      telemetry.stage("receive", "reports").received(1);
      await().untilAsserted(() -> assertThat(seen).contains("/v1/metrics secret"));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void livesOnWhenNobodyTakesThePush() {
    try (var telemetry =
        Telemetry.create("test", Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1"))) {
      telemetry.stage("receive", "reports").received(1);
      assertThat(telemetry.page("").body()).contains("received_reports_total 1.0");
    }
  }

  private static boolean wanted(Map<String, String> environment) {
    return new OtlpPush("collector", environment).isWanted();
  }

  private static String endpoint(Map<String, String> environment) {
    return new OtlpPush("collector", environment).httpEndpoint();
  }
}

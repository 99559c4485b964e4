package dev.meshscope.queryapi.http;

import dev.meshscope.runtime.telemetry.Telemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import java.time.Duration;
import java.util.List;

/** How long requests took, by route and status; what matches no route counts under one name. */
final class RequestMetrics {
  private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("route");
  private static final AttributeKey<Long> STATUS = AttributeKey.longKey("status");
  private static final List<Double> SECONDS =
      List.of(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0);
  private static final double NANOS_PER_SECOND = 1e9;

  private final DoubleHistogram durations;

  RequestMetrics(Telemetry telemetry) {
    durations =
        telemetry
            .meter()
            .histogramBuilder(telemetry.prefix() + "request_duration_seconds")
            .setDescription("Time to answer a request, by route and status.")
            .setExplicitBucketBoundariesAdvice(SECONDS)
            .build();
  }

  void answered(String route, int status, Duration time) {
    durations.record(
        time.toNanos() / NANOS_PER_SECOND, Attributes.of(ROUTE, route, STATUS, (long) status));
  }
}

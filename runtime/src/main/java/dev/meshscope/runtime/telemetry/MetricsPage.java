package dev.meshscope.runtime.telemetry;

import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Metrics as text, with the content type that Prometheus insists on. */
public record MetricsPage(String contentType, String body) {

  static MetricsPage of(MetricSnapshots snapshots, String accept) {
    var openMetrics = OpenMetricsTextFormatWriter.create();
    var writer = openMetrics.accepts(accept) ? openMetrics : PrometheusTextFormatWriter.create();
    var out = new ByteArrayOutputStream();
    try {
      writer.write(out, snapshots);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory does not fail", e);
    }
    return new MetricsPage(writer.getContentType(), out.toString(StandardCharsets.UTF_8));
  }
}

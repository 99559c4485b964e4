package dev.meshscope.runtime.telemetry;

import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.exporter.prometheus.PrometheusMetricReader;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;

/**
 * The own metrics of one process. Names are {@code meshscope_<process>_<thing>_<unit>}; Prometheus
 * text adds {@code _total} to counters.
 */
public final class Telemetry implements AutoCloseable {
  private static final long CLOSE_MILLIS = 2000;

  private final String process;
  private final SdkMeterProvider provider;
  private final PrometheusMetricReader reader;
  private final AtomicBoolean isClosed = new AtomicBoolean();

  private Telemetry(String process, SdkMeterProvider provider, PrometheusMetricReader reader) {
    this.process = process;
    this.provider = provider;
    this.reader = reader;
  }

  /**
   * Begins to measure; the JVM's own metrics are there at once.
   *
   * @param process one word, lower case: it becomes part of every name
   * @param environment is asked for {@code OTEL_…} names; without them nothing is ever pushed
   */
  public static Telemetry create(String process, Map<String, String> environment) {
    var reader =
        PrometheusMetricReader.builder()
            .setOtelScopeLabelsEnabled(false)
            .setTargetInfoMetricEnabled(false)
            .build();
    var builder = SdkMeterProvider.builder().registerMetricReader(reader);
    new OtlpPush(process, environment).addTo(builder);
    var provider = builder.build();
    JvmMetrics.register(provider.get("dev.meshscope.jvm"));
    return new Telemetry(metricName(process), provider, reader);
  }

  /** The same metrics under the name of another process, for several that live in one JVM. */
  public Telemetry named(String otherProcess) {
    return new Telemetry(metricName(otherProcess), provider, reader);
  }

  /** The prefix of every name: {@code meshscope_<process>_}. */
  public String prefix() {
    return "meshscope_" + process + "_";
  }

  /** For whatever {@link #stage} and {@link #gauge} do not cover; names begin with the prefix. */
  public Meter meter() {
    return provider.get("dev.meshscope." + process);
  }

  /**
   * The counters of one stage.
   *
   * @param stage the stage's word, such as {@code receive}
   * @param unit what is counted, plural, such as {@code reports}
   */
  public StageMetrics stage(String stage, String unit) {
    return new StageMetrics(meter(), prefix() + metricName(stage), metricName(unit));
  }

  /** A value that is asked for when somebody looks; the name ends in its unit. */
  public void gauge(String name, String description, DoubleSupplier value) {
    var _ =
        meter()
            .gaugeBuilder(prefix() + metricName(name))
            .setDescription(description)
            .buildWithCallback(measurement -> measurement.record(value.getAsDouble()));
  }

  /** All metrics in the format that the {@code Accept} header prefers; empty for the default. */
  public MetricsPage page(String accept) {
    return MetricsPage.of(reader.collect(), accept);
  }

  /** Pushes what is left, if anything is pushed, and ends; not for a {@link #named} view. */
  @Override
  public void close() {
    if (!isClosed.compareAndSet(false, true)) {
      return;
    }
    provider.shutdown().join(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static String metricName(String text) {
    return text.replace('-', '_').replace('.', '_');
  }
}

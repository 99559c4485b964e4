package dev.meshscope.aggregator.aggregate;

import dev.meshscope.model.Topics;
import dev.meshscope.runtime.telemetry.Telemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/**
 * How many batches were not read yet, as the consumers know it: they reckon with their position, so
 * transaction markers do not count.
 */
final class ConsumerLag {
  private static final AttributeKey<Long> PARTITION = AttributeKey.longKey("partition");

  private ConsumerLag() {}

  static void register(Telemetry telemetry, Supplier<@Nullable KafkaStreams> streams) {
    var _ =
        telemetry
            .meter()
            .gaugeBuilder(telemetry.prefix() + "aggregate_lag_records")
            .setDescription("Batches in the topic that were not read yet.")
            .buildWithCallback(measurement -> record(streams.get(), measurement));
  }

  /** Of all partitions that this instance reads. */
  static long total(Map<MetricName, ? extends Metric> metrics) {
    return byPartition(metrics).values().stream().mapToLong(Double::longValue).sum();
  }

  /** A consumer that has not fetched yet does not know; its partition is left out. */
  static Map<Long, Double> byPartition(Map<MetricName, ? extends Metric> metrics) {
    Map<Long, Double> lags = new TreeMap<>();
    metrics.forEach((name, metric) -> {
      Map<String, String> tags = name.tags();
      String partition = tags.get("partition");
      if (name.name().equals("records-lag")
          && Topics.REQUESTS.equals(tags.get("topic"))
          && partition != null
          && metric.metricValue() instanceof Double lag
          && !lag.isNaN()) {
        lags.put(Long.parseLong(partition), lag);
      }
    });
    return lags;
  }

  private static void record(
      @Nullable KafkaStreams streams, ObservableDoubleMeasurement measurement) {
    if (streams != null) {
      byPartition(streams.metrics())
          .forEach(
              (partition, lag) -> measurement.record(lag, Attributes.of(PARTITION, partition)));
    }
  }
}

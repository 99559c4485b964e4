package dev.meshscope.aggregator.aggregate;

import dev.meshscope.model.Topics;
import dev.meshscope.runtime.telemetry.Telemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/**
 * How many batches are not read yet, by partition, as the consumers know it: they reckon with their
 * position, so transaction markers do not count.
 */
final class ConsumerLag {
  private static final AttributeKey<Long> PARTITION = AttributeKey.longKey("partition");
  private static final String TOPIC_TAG = Topics.REQUESTS.replace('.', '_');

  private ConsumerLag() {}

  static void register(Telemetry telemetry, Supplier<@Nullable KafkaStreams> streams) {
    var _ =
        telemetry
            .meter()
            .gaugeBuilder(telemetry.prefix() + "aggregate_lag_records")
            .setDescription("Batches in the topic that were not read yet.")
            .buildWithCallback(measurement -> {
              KafkaStreams running = streams.get();
              if (running != null) {
                record(running.metrics(), measurement);
              }
            });
  }

  private static void record(
      Map<MetricName, ? extends Metric> metrics, ObservableDoubleMeasurement measurement) {
    metrics.forEach((name, metric) -> {
      Map<String, String> tags = name.tags();
      String topic = tags.getOrDefault("topic", "");
      if (name.name().equals("records-lag")
          && (topic.equals(Topics.REQUESTS) || topic.equals(TOPIC_TAG))
          && metric.metricValue() instanceof Double lag
          && !lag.isNaN()) {
        long partition = Long.parseLong(tags.getOrDefault("partition", "0"));
        measurement.record(lag, Attributes.of(PARTITION, partition));
      }
    });
  }
}

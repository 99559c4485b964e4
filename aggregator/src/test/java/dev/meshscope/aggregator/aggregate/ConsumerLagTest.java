package dev.meshscope.aggregator.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.Topics;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.junit.jupiter.api.Test;

class ConsumerLagTest {
  private final Map<MetricName, Metric> metrics = new HashMap<>();

  @Test
  void addsUpThePartitionsOfTheRequests() {
    metric("records-lag", Map.of("topic", Topics.REQUESTS, "partition", "0"), 3.0);
    metric("records-lag", Map.of("topic", Topics.REQUESTS, "partition", "1"), 4.0);
    metric("records-lag", Map.of("topic", Topics.REQUESTS, "partition", "2"), Double.NaN);
    metric("records-lag", Map.of("topic", Topics.IDENTITIES, "partition", "0"), 50.0);
    metric("records-lag-max", Map.of("topic", Topics.REQUESTS, "partition", "0"), 90.0);
    metric("records-lag", Map.of(), 70.0);
    metric("version", Map.of("topic", Topics.REQUESTS, "partition", "0"), "4.3.1");

    assertThat(ConsumerLag.total(metrics)).isEqualTo(7);
    assertThat(ConsumerLag.byPartition(metrics)).isEqualTo(Map.of(0L, 3.0, 1L, 4.0));
  }

  private void metric(String name, Map<String, String> tags, Object value) {
    MetricName key = new MetricName(name, "consumer-fetch-manager-metrics", "", tags);
    metrics.put(
        key,
        new Metric() {
          @Override
          public MetricName metricName() {
            return key;
          }

          @Override
          public Object metricValue() {
            return value;
          }
        });
  }
}

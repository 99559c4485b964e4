package dev.meshscope.aggregator.aggregate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class StreamsSettingsTest {
  @Test
  void bringsAKilledInstanceBackSoon() {
    Map<String, Object> settings = settings();

    assertThat(settings)
        .containsEntry("processing.guarantee", "exactly_once_v2")
        .containsEntry("group.protocol", "classic")
        .containsEntry("main.consumer.group.instance.id", "aggregator-0")
        .containsEntry("main.consumer.session.timeout.ms", 6_000)
        .containsEntry("main.consumer.heartbeat.interval.ms", 1_500)
        .containsEntry("producer.transaction.timeout.ms", 5_000)
        .containsEntry("commit.interval.ms", 100L)
        .containsEntry("ensure.explicit.internal.resource.naming", true);
  }

  @Test
  void isTakenByStreams() {
    StreamsConfig config = new StreamsConfig(settings());

    assertThat(config.getMainConsumerConfigs("g", "c", 0))
        .containsEntry("group.instance.id", "aggregator-0-0")
        .containsEntry("isolation.level", "read_committed");
  }

  private static Map<String, Object> settings() {
    Membership membership = new Membership("kafka:9092", "aggregator-0", Path.of("state"));
    try (RocksMemory memory = new RocksMemory(1 << 22)) {
      return new HashMap<>(StreamsSettings.of(AggregateConfig.defaults(), membership, memory));
    }
  }
}

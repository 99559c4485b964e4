package dev.meshscope.aggregator;

import dev.meshscope.runtime.config.ConfigContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AggregatorConfigTest {
  private final ConfigContract contract = new ConfigContract(AggregatorConfig.defaults());

  @Test
  void hasDefaults() {
    contract.hasDefaults(
        Map.ofEntries(
            Map.entry("dataDir", "data"),
            Map.entry("instanceId", ""),
            Map.entry("kafka.bootstrapServers", "127.0.0.1:9092"),
            Map.entry("aggregate.threads", "1"),
            Map.entry("aggregate.commitInterval", "100ms"),
            Map.entry("aggregate.replicationFactor", "-1"),
            Map.entry("aggregate.storeMemory", "32MiB"),
            Map.entry("aggregate.recordMax", "512KiB"),
            Map.entry("aggregate.sequenceRangesMax", "1000"),
            Map.entry("aggregate.topicsTimeout", "2m"),
            Map.entry("identity.announcementsMax", "500000"),
            Map.entry("management.host", "127.0.0.1"),
            Map.entry("management.port", "8082")));
  }

  @Test
  void takesEveryKey() {
    contract.maps(
        Map.ofEntries(
            Map.entry("dataDir", "/var/lib/meshscope"),
            Map.entry("instanceId", "aggregator-0"),
            Map.entry("kafka.bootstrapServers", "kafka-0:9092,kafka-1:9092"),
            Map.entry("aggregate.threads", "4"),
            Map.entry("aggregate.commitInterval", "200ms"),
            Map.entry("aggregate.replicationFactor", "3"),
            Map.entry("aggregate.storeMemory", "64MiB"),
            Map.entry("aggregate.recordMax", "1MiB"),
            Map.entry("aggregate.sequenceRangesMax", "500"),
            Map.entry("aggregate.topicsTimeout", "10m"),
            Map.entry("identity.announcementsMax", "1000000"),
            Map.entry("management.host", "0.0.0.0"),
            Map.entry("management.port", "9000")));
  }

  @Test
  void refusesWhatIsOutOfRange() {
    contract.rejects(
        Map.of(
            "kafka.bootstrapServers", List.of(" "),
            "aggregate.threads", List.of("0", "65"),
            "aggregate.commitInterval", List.of("9ms", "11s"),
            "aggregate.replicationFactor", List.of("-2", "0", "10"),
            "aggregate.storeMemory", List.of("3MiB", "5GiB"),
            "aggregate.recordMax", List.of("1KiB", "9MiB"),
            "aggregate.sequenceRangesMax", List.of("1", "10001"),
            "aggregate.topicsTimeout", List.of("0", "2h"),
            "identity.announcementsMax", List.of("999", "10000001"),
            "management.port", List.of("-1", "65536")));
  }
}

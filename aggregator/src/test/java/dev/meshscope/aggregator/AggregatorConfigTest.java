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
            Map.entry("identity.resolveDelay", "30s"),
            Map.entry("identity.waitingReportsMax", "100000"),
            Map.entry("identity.unknownAddressesMax", "10000"),
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
            Map.entry("identity.resolveDelay", "10s"),
            Map.entry("identity.waitingReportsMax", "1000"),
            Map.entry("identity.unknownAddressesMax", "100"),
            Map.entry("identity.announcementsMax", "1000000"),
            Map.entry("management.host", "0.0.0.0"),
            Map.entry("management.port", "9000")));
  }

  @Test
  void refusesWhatIsOutOfRange() {
    contract.rejects(
        Map.ofEntries(
            Map.entry("kafka.bootstrapServers", List.of(" ")),
            Map.entry("aggregate.threads", List.of("0", "65")),
            Map.entry("aggregate.commitInterval", List.of("9ms", "11s")),
            Map.entry("aggregate.replicationFactor", List.of("-2", "0", "10")),
            Map.entry("aggregate.storeMemory", List.of("3MiB", "5GiB")),
            Map.entry("aggregate.recordMax", List.of("1KiB", "9MiB")),
            Map.entry("aggregate.sequenceRangesMax", List.of("1", "10001")),
            Map.entry("aggregate.topicsTimeout", List.of("0", "2h")),
            Map.entry("identity.resolveDelay", List.of("11m")),
            Map.entry("identity.waitingReportsMax", List.of("-1", "10000001")),
            Map.entry("identity.unknownAddressesMax", List.of("0", "1000001")),
            Map.entry("identity.announcementsMax", List.of("999", "10000001")),
            Map.entry("management.port", List.of("-1", "65536"))));
  }
}

package dev.meshscope.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.aggregator.aggregate.AggregateConfig;
import dev.meshscope.runtime.config.ConfigContract;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AggregatorConfigTest {
  private final ConfigContract contract = new ConfigContract(AggregatorConfig.defaults());

  @Test
  void hasDefaults() {
    contract.hasDefaults(
        Map.ofEntries(
            Map.entry("dataDir", ".data"),
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
            Map.entry("identity.inventoryMax", "32MiB"),
            Map.entry("store.blockTime", "600ms"),
            Map.entry("store.blockRowsMax", "20000"),
            Map.entry("store.knownEdgesMax", "200000"),
            Map.entry("store.eventTime", "1s"),
            Map.entry("store.eventRowsMax", "2000"),
            Map.entry("clickhouse.url", "http://127.0.0.1:8123"),
            Map.entry("clickhouse.user", "default"),
            Map.entry("clickhouse.password", ""),
            Map.entry("clickhouse.database", "meshscope"),
            Map.entry("clickhouse.timeout", "30s"),
            Map.entry("retention.edges10s", "2d"),
            Map.entry("retention.edges1m", "30d"),
            Map.entry("retention.edges1h", "400d"),
            Map.entry("management.host", "0.0.0.0"),
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
            Map.entry("identity.inventoryMax", "1GiB"),
            Map.entry("store.blockTime", "1s"),
            Map.entry("store.blockRowsMax", "1000"),
            Map.entry("store.knownEdgesMax", "5000"),
            Map.entry("store.eventTime", "2s"),
            Map.entry("store.eventRowsMax", "100"),
            Map.entry("clickhouse.url", "https://clickhouse:8443"),
            Map.entry("clickhouse.user", "meshscope"),
            Map.entry("clickhouse.password", "secret"),
            Map.entry("clickhouse.database", "other"),
            Map.entry("clickhouse.timeout", "10s"),
            Map.entry("retention.edges10s", "1d"),
            Map.entry("retention.edges1m", "14d"),
            Map.entry("retention.edges1h", "100d"),
            Map.entry("management.host", "127.0.0.1"),
            Map.entry("management.port", "9000")));
  }

  @Test
  void movesToAnotherBrokerAndDatabase() {
    AggregatorConfig moved =
        AggregatorConfig.defaults()
            .at("127.0.0.1:1", URI.create("http://127.0.0.1:2"), Path.of("there"));

    assertThat(moved.kafka().bootstrapServers()).isEqualTo("127.0.0.1:1");
    assertThat(moved.clickhouse().url()).isEqualTo(URI.create("http://127.0.0.1:2"));
    assertThat(moved.dataDir()).isEqualTo(Path.of("there"));
    assertThat(moved.aggregate()).isEqualTo(AggregateConfig.defaults());
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
            Map.entry("identity.inventoryMax", List.of("7MiB", "2GiB")),
            Map.entry("store.blockTime", List.of("9ms", "2m")),
            Map.entry("store.blockRowsMax", List.of("99", "200001")),
            Map.entry("store.knownEdgesMax", List.of("999", "10000001")),
            Map.entry("store.eventTime", List.of("9ms", "2m")),
            Map.entry("store.eventRowsMax", List.of("9", "100001")),
            Map.entry("clickhouse.url", List.of("kafka:9092")),
            Map.entry("clickhouse.user", List.of(" ")),
            Map.entry("clickhouse.database", List.of("no-name")),
            Map.entry("clickhouse.timeout", List.of("999ms", "6m")),
            Map.entry("retention.edges10s", List.of("1h", "61d")),
            Map.entry("retention.edges1m", List.of("1h", "732d")),
            Map.entry("retention.edges1h", List.of("1h", "3654d")),
            Map.entry("management.port", List.of("-1", "65536"))));
  }
}

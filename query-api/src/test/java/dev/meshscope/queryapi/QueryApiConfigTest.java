package dev.meshscope.queryapi;

import dev.meshscope.runtime.config.ConfigContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueryApiConfigTest {
  private final ConfigContract contract = new ConfigContract(QueryApiConfig.defaults());

  @Test
  void hasDefaults() {
    contract.hasDefaults(
        Map.ofEntries(
            Map.entry("apiHost", "0.0.0.0"),
            Map.entry("apiPort", "8080"),
            Map.entry("tenant", "default"),
            Map.entry("kafka.bootstrapServers", "127.0.0.1:9092"),
            Map.entry("clickhouse.url", "http://127.0.0.1:8123"),
            Map.entry("clickhouse.user", "default"),
            Map.entry("clickhouse.password", ""),
            Map.entry("clickhouse.database", "meshscope"),
            Map.entry("clickhouse.timeout", "30s"),
            Map.entry("retention.edges10s", "2d"),
            Map.entry("retention.edges1m", "30d"),
            Map.entry("retention.edges1h", "400d"),
            Map.entry("read.timeout", "10s"),
            Map.entry("read.scannedRowsMax", "50000000"),
            Map.entry("read.rowsMax", "200000"),
            Map.entry("read.memoryMax", "128MiB"),
            Map.entry("read.concurrentMax", "4"),
            Map.entry("read.queueTimeout", "2s"),
            Map.entry("range.longest", "400d"),
            Map.entry("range.tenSecondsLongest", "6h"),
            Map.entry("range.oneMinuteLongest", "7d"),
            Map.entry("range.pointsMax", "11000"),
            Map.entry("http.urlMax", "8KiB"),
            Map.entry("http.bodyMax", "64KiB"),
            Map.entry("http.valuesMax", "100"),
            Map.entry("http.connectionsMax", "1000"),
            Map.entry("http.idleTimeout", "30s"),
            Map.entry("inventory.file", ""),
            Map.entry("inventory.fileInterval", "5s"),
            Map.entry("inventory.writable", "true"),
            Map.entry("inventory.documentMax", "4MiB"),
            Map.entry("inventory.historyMax", "16MiB"),
            Map.entry("inventory.timeout", "10s")));
  }

  @Test
  void takesEveryKey() {
    contract.maps(
        Map.ofEntries(
            Map.entry("apiHost", "127.0.0.1"),
            Map.entry("apiPort", "0"),
            Map.entry("tenant", "blue"),
            Map.entry("kafka.bootstrapServers", "kafka-1:9092,kafka-2:9092"),
            Map.entry("clickhouse.url", "https://clickhouse:8443"),
            Map.entry("clickhouse.user", "reader"),
            Map.entry("clickhouse.password", "s3cret"),
            Map.entry("clickhouse.database", "mesh"),
            Map.entry("clickhouse.timeout", "10s"),
            Map.entry("retention.edges10s", "3d"),
            Map.entry("retention.edges1m", "31d"),
            Map.entry("retention.edges1h", "401d"),
            Map.entry("read.timeout", "20s"),
            Map.entry("read.scannedRowsMax", "1000"),
            Map.entry("read.rowsMax", "100"),
            Map.entry("read.memoryMax", "1GiB"),
            Map.entry("read.concurrentMax", "16"),
            Map.entry("read.queueTimeout", "0"),
            Map.entry("range.longest", "30d"),
            Map.entry("range.tenSecondsLongest", "1h"),
            Map.entry("range.oneMinuteLongest", "1d"),
            Map.entry("range.pointsMax", "500"),
            Map.entry("http.urlMax", "16KiB"),
            Map.entry("http.bodyMax", "0"),
            Map.entry("http.valuesMax", "10"),
            Map.entry("http.connectionsMax", "50"),
            Map.entry("http.idleTimeout", "1m"),
            Map.entry("inventory.file", "/etc/meshscope/inventory.yaml"),
            Map.entry("inventory.fileInterval", "1s"),
            Map.entry("inventory.writable", "false"),
            Map.entry("inventory.documentMax", "64KiB"),
            Map.entry("inventory.historyMax", "1MiB"),
            Map.entry("inventory.timeout", "1m")));
  }

  @Test
  void refusesWhatIsOutOfRange() {
    contract.rejects(
        Map.ofEntries(
            Map.entry("apiHost", List.of(" ")),
            Map.entry("apiPort", List.of("-1", "65536")),
            Map.entry("tenant", List.of(" ")),
            Map.entry("kafka.bootstrapServers", List.of(" ")),
            Map.entry("clickhouse.timeout", List.of("0", "6m")),
            Map.entry("retention.edges10s", List.of("0", "61d", "25h")),
            Map.entry("retention.edges1m", List.of("0", "732d")),
            Map.entry("retention.edges1h", List.of("0", "3654d")),
            Map.entry("read.timeout", List.of("99ms", "5m")),
            Map.entry("read.scannedRowsMax", List.of("999")),
            Map.entry("read.rowsMax", List.of("99", "10000001")),
            Map.entry("read.memoryMax", List.of("15MiB")),
            Map.entry("read.concurrentMax", List.of("0", "1001")),
            Map.entry("read.queueTimeout", List.of("61s")),
            Map.entry("range.longest", List.of("59s", "4001d")),
            Map.entry("range.tenSecondsLongest", List.of("4001d")),
            Map.entry("range.oneMinuteLongest", List.of("4001d")),
            Map.entry("range.pointsMax", List.of("0", "100001")),
            Map.entry("http.urlMax", List.of("255B", "65KiB")),
            Map.entry("http.bodyMax", List.of("65MiB")),
            Map.entry("http.valuesMax", List.of("0", "10001")),
            Map.entry("http.connectionsMax", List.of("0", "100001")),
            Map.entry("http.idleTimeout", List.of("999ms", "11m")),
            Map.entry("inventory.fileInterval", List.of("99ms", "61m")),
            Map.entry("inventory.documentMax", List.of("1023B", "5MiB")),
            Map.entry("inventory.historyMax", List.of("1023KiB", "257MiB")),
            Map.entry("inventory.timeout", List.of("999ms", "61s"))));
  }
}

package dev.meshscope.runtime.config;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigContractTest {
  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          entry("grpcPort", "4317"),
          entry("dataDir", ".data"),
          entry("instanceId", ""),
          entry("format", "plain-text"),
          entry("kafka.bootstrapServers", "127.0.0.1:9092"),
          entry("kafka.linger", "200ms"),
          entry("kafka.lingerMax", "1s"),
          entry("kafka.batchSize", "1MiB"),
          entry("clickhouse.url", "http://localhost:8123"),
          entry("clickhouse.password", ""),
          entry("clickhouse.isCompressed", "true"),
          entry("clickhouse.blockRows", "20000"),
          entry("clickhouse.sampleRatio", "0.01"),
          entry("tls.certificate", ""),
          entry("tls.key", ""));

  private static final Map<String, String> OTHERS =
      Map.ofEntries(
          entry("grpcPort", "1"),
          entry("dataDir", "/data"),
          entry("instanceId", "c-1"),
          entry("format", "JSON"),
          entry("kafka.bootstrapServers", "a:1,b:2"),
          entry("kafka.linger", "300ms"),
          entry("kafka.lingerMax", "60s"),
          entry("kafka.batchSize", "64KiB"),
          entry("clickhouse.url", "https://host"),
          entry("clickhouse.password", "secret"),
          entry("clickhouse.isCompressed", "false"),
          entry("clickhouse.blockRows", "1_000"),
          entry("clickhouse.sampleRatio", "0.5"),
          entry("tls.certificate", "c.pem"),
          entry("tls.key", "k.pem"));

  private static final Map<String, List<String>> REFUSED =
      Map.of(
          "grpcPort", List.of("-1", "65536"),
          "kafka.linger", List.of("0", "11s"),
          "kafka.lingerMax", List.of("2m"),
          "kafka.batchSize", List.of("1B", "65MiB"),
          "clickhouse.blockRows", List.of("0"),
          "clickhouse.sampleRatio", List.of("-0.1"));

  private final ConfigContract contract = new ConfigContract(SampleConfig.defaults());

  @Test
  void passesWhatKeepsIt() {
    contract.hasDefaults(DEFAULTS);
    contract.maps(OTHERS);
    contract.rejects(REFUSED);
  }

  @Test
  void failsOnAForgottenOrWrongDefault() {
    fails(() -> contract.hasDefaults(without(DEFAULTS, "format")), "format: expected null");
    fails(() -> contract.hasDefaults(with(DEFAULTS, "grpcPort", "1")), "grpcPort: expected 1");
  }

  @Test
  void failsOnAKeyThatIsNotMapped() {
    fails(() -> contract.maps(without(OTHERS, "tls.key")), "[tls.key]");
    fails(() -> contract.maps(with(OTHERS, "grpcPort", "4317")), "other than its default");
    fails(() -> contract.maps(with(OTHERS, "grpcPort", "-1")), "the mapping is refused");
  }

  @Test
  void failsOnAKeyWithoutARejection() {
    fails(() -> contract.rejects(without(REFUSED, "kafka.linger")), "[kafka.linger]");
    fails(() -> contract.rejects(with(REFUSED, "grpcPort", List.of("1"))), "should be refused");
  }

  @Test
  void holdsAPageToTheRecords() {
    var reference = new ConfigReference(List.of(SampleConfig.defaults()));
    String page = "# Configuration\n\n" + reference.table().replace("|  |", "| something |");
    assertThat(reference.problemsOf(page)).isEmpty();
    assertThat(page)
        .contains("| `kafka.linger` | `MESHSCOPE_KAFKA_LINGER` | duration | `200ms` | something |")
        .contains("| `instanceId` | `MESHSCOPE_INSTANCE_ID` | text | none | something |");
    assertThat(reference.problemsOf(page.replace("`200ms`", "`2s`")))
        .singleElement()
        .asString()
        .contains("`kafka.linger`");
    assertThat(reference.problemsOf(page.replace("`format`", "`from`"))).hasSize(2);
    assertThat(reference.problemsOf(reference.table())).hasSize(DEFAULTS.size());
  }

  private static void fails(Runnable check, String message) {
    assertThatExceptionOfType(AssertionError.class)
        .isThrownBy(check::run)
        .withMessageContaining(message);
  }

  private static <V> Map<String, V> without(Map<String, V> map, String key) {
    var copy = new HashMap<>(map);
    copy.remove(key);
    return copy;
  }

  private static <V> Map<String, V> with(Map<String, V> map, String key, V value) {
    var copy = new HashMap<>(map);
    copy.put(key, value);
    return copy;
  }
}

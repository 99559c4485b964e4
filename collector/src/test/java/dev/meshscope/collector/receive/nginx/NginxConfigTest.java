package dev.meshscope.collector.receive.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meshscope.collector.CollectorConfig;
import dev.meshscope.runtime.config.ConfigContract;
import dev.meshscope.runtime.config.ConfigException;
import dev.meshscope.runtime.config.ConfigLoader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NginxConfigTest {
  private final ConfigContract contract = new ConfigContract(NginxConfig.defaults());

  @Test
  void hasDefaults() {
    contract.hasDefaults(
        Map.of(
            "workload", "",
            "namespace", "",
            "cluster", "",
            "announceSource", "true",
            "socketBytes", "4MiB",
            "bufferBytes", "8MiB",
            "drainTimeout", "1500ms",
            "sessions.sessionsMax", "10000",
            "sessions.idleMax", "5m"));
  }

  @Test
  void takesEveryKey() {
    contract.maps(
        Map.of(
            "workload", "edge",
            "namespace", "ingress-nginx",
            "cluster", "east",
            "announceSource", "false",
            "socketBytes", "1MiB",
            "bufferBytes", "2MiB",
            "drainTimeout", "2s",
            "sessions.sessionsMax", "5",
            "sessions.idleMax", "1m"));
  }

  @Test
  void refusesWhatIsOutOfRange() {
    contract.rejects(
        Map.of(
            "socketBytes", List.of("1KiB", "2GiB"),
            "bufferBytes", List.of("128KiB", "2GiB"),
            "drainTimeout", List.of("61s"),
            "sessions.sessionsMax", List.of("0"),
            "sessions.idleMax", List.of("10ms")));
  }

  @Test
  void refusesAFormatThatDoesNotTellEnough() {
    ConfigLoader loader =
        new ConfigLoader(
            Optional.empty(), Map.of("MESHSCOPE_SYSLOG_FORMAT", "$remote_addr $status $msec"));
    assertThatThrownBy(() -> loader.load(List.of(CollectorConfig.defaults())))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e ->
                assertThat(e.problems())
                    .singleElement()
                    .asString()
                    .startsWith("syslogFormat (")
                    .contains("needs $request_time"));
  }
}

package dev.meshscope.embedded.clickhouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClickHouseEngineConfigTest {

  private static final ClickHouseEngineLimits LIMITS = ClickHouseEngineLimits.DEFAULTS;

  @Test
  void hasTheDocumentedDefaults() {
    assertThat(LIMITS)
        .isEqualTo(
            new ClickHouseEngineLimits(6, 64, Duration.ofSeconds(30), 268_435_456, 734_003_200));
  }

  @Test
  void makesPathsAbsolute() {
    ClickHouseEngineConfig config =
        new ClickHouseEngineConfig(Path.of("lib.so"), Path.of("a/../b"), 0, LIMITS);
    assertThat(config.library()).isAbsolute();
    assertThat(config.dataDirectory()).isAbsolute().hasFileName("b");
  }

  @Test
  void refusesWhatIsOutOfRange() {
    assertRefused(() -> limits(0, 64, 30, 1 << 20, 1 << 30), "connections must be 1 to 64");
    assertRefused(() -> limits(65, 65, 30, 1 << 20, 1 << 30), "connections must be 1 to 64");
    assertRefused(() -> limits(6, 5, 30, 1 << 20, 1 << 30), "requestsMax");
    assertRefused(() -> limits(6, 5000, 30, 1 << 20, 1 << 30), "requestsMax");
    assertRefused(() -> limits(6, 64, -1, 1 << 20, 1 << 30), "queueTimeout");
    assertRefused(() -> limits(6, 64, 30, 1, 1 << 30), "bodyBytesMax");
    assertRefused(() -> limits(6, 64, 30, (1L << 30) + 1, 1 << 30), "bodyBytesMax");
    assertRefused(() -> limits(6, 64, 30, 1 << 20, 1 << 20), "memoryBytes");
    assertRefused(
        () -> new ClickHouseEngineConfig(Path.of("l"), Path.of("d"), 65_536, LIMITS), "port");
  }

  private static void assertRefused(Runnable making, String why) {
    assertThatThrownBy(making::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  private static void limits(
      int connections, int requests, int seconds, long bodyBytes, long memoryBytes) {
    ClickHouseEngineLimits made =
        new ClickHouseEngineLimits(
            connections, requests, Duration.ofSeconds(seconds), bodyBytes, memoryBytes);
    assertThat(made).isNull();
  }
}

package dev.meshscope.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.meshscope.runtime.config.Secret;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClickHouseConfigTest {
  @ParameterizedTest
  @ValueSource(strings = {"tcp://host:9000", "http:///", "host:8123", "http://host:8123/db"})
  void refusesWhatIsNoHttpAddress(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClickHouseConfig.at(URI.create(url)))
        .withMessage("url must look like http://host:8123");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a-b", "1a", "a;DROP DATABASE b"})
  void refusesADatabaseThatIsNoPlainName(String database) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClickHouseConfig.defaults().withDatabase(database))
        .withMessageStartingWith("database must be");
  }

  @Test
  void neverShowsThePassword() {
    ClickHouseConfig config =
        new ClickHouseConfig(
            URI.create("https://host"), "me", Secret.of("hidden"), "db", Duration.ofSeconds(1));
    assertThat(config.toString()).contains("me", "db").doesNotContain("hidden");
  }
}

package dev.meshscope.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class EmbeddedKafkaConfigTest {

  private static final Duration SECOND = Duration.ofSeconds(1);

  @Test
  void hasTheDocumentedDefaults() {
    assertThat(EmbeddedKafkaConfig.of(Path.of("/data"), 9092))
        .isEqualTo(
            new EmbeddedKafkaConfig(
                Path.of("/data"), 9092, 8_388_608, Duration.ofSeconds(60), Duration.ofSeconds(9)));
  }

  @Test
  void makesThePathAbsolute() {
    assertThat(EmbeddedKafkaConfig.of(Path.of("a/../b"), 0).dataDirectory())
        .isAbsolute()
        .hasFileName("b");
  }

  @Test
  void refusesWhatIsOutOfRange() {
    assertRefused(-1, 8 << 20, SECOND, SECOND, "port must be 0 to 65535, not -1");
    assertRefused(65_536, 8 << 20, SECOND, SECOND, "port must be");
    assertRefused(0, 1023, SECOND, SECOND, "messageBytesMax must be 1 KiB to 64 MiB, not 1023");
    assertRefused(0, (64 << 20) + 1, SECOND, SECOND, "messageBytesMax must be");
    assertRefused(0, 8 << 20, Duration.ZERO, SECOND, "startTimeout must be above zero");
    assertRefused(0, 8 << 20, SECOND, SECOND.negated(), "closeTimeout must be above zero");
  }

  private static void assertRefused(
      int port, int bytes, Duration start, Duration close, String why) {
    assertThatThrownBy(() -> new EmbeddedKafkaConfig(Path.of("d"), port, bytes, start, close))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }
}

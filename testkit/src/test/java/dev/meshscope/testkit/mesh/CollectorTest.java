package dev.meshscope.testkit.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class CollectorTest {
  @Test
  void isAHostAndAPort() {
    assertThat(Collector.parse("collector.meshscope:4317"))
        .isEqualTo(new Collector("collector.meshscope", 4317));
    assertThat(Collector.parse("127.0.0.1:4317").isAddress()).isTrue();
    assertThat(Collector.parse("localhost:4317").isAddress()).isFalse();
  }

  @Test
  void refusesWhatIsNoHostAndPort() {
    assertThatIllegalArgumentException().isThrownBy(() -> Collector.parse("4317"));
    assertThatIllegalArgumentException().isThrownBy(() -> Collector.parse(":4317"));
    assertThatIllegalArgumentException().isThrownBy(() -> Collector.parse("host:0"));
    assertThatIllegalArgumentException().isThrownBy(() -> Collector.parse("host:x"));
  }
}

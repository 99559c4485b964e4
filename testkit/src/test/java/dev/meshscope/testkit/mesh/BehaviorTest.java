package dev.meshscope.testkit.mesh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class BehaviorTest {
  @Test
  void isNormalWithoutHeaderAndForOtherApps() {
    assertThat(Behavior.of(null, "details", 1)).isEqualTo(new Behavior.Normal());
    assertThat(Behavior.of("reviews=close", "details", 1)).isEqualTo(new Behavior.Normal());
  }

  @Test
  void readsEachKind() {
    assertThat(of("status:503")).isEqualTo(new Behavior.Status(503));
    assertThat(of("grpc:14")).isEqualTo(new Behavior.GrpcStatus(14));
    assertThat(of("slow:250")).isEqualTo(new Behavior.Slow(250));
    assertThat(of("hang")).isEqualTo(new Behavior.Slow(Behavior.HANG_MILLIS));
    assertThat(of("close")).isEqualTo(new Behavior.Close());
  }

  @Test
  void failsTheFirstTryOnlyWhenToldSo() {
    assertThat(Behavior.of("details=status:503:first", "details", 1))
        .isEqualTo(new Behavior.Status(503));
    assertThat(Behavior.of("details=status:503:first", "details", 2))
        .isEqualTo(new Behavior.Normal());
    assertThat(Behavior.of("details=status:503", "details", 2)).isEqualTo(new Behavior.Status(503));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "status",
        "status:",
        "status:99",
        "status:600",
        "slow:99999",
        "slow:-1",
        "grpc:17",
        "hang:1",
        "close ",
        "explode"
      })
  void answersWhatIsOutsideTheGrammarWith400(String text) {
    assertThat(of(text)).isEqualTo(new Behavior.Status(400));
  }

  @ParameterizedTest
  @EnumSource(Scenario.class)
  void knowsWhatEveryScenarioAsksFor(Scenario scenario) {
    String header = scenario.behavior();
    String app = header.substring(0, Math.max(0, header.indexOf('=')));
    assertThat(Behavior.of(header, app, 1)).isNotEqualTo(new Behavior.Status(400));
  }

  private static Behavior of(String told) {
    return Behavior.of("details=" + told, "details", 1);
  }
}

package dev.meshscope.queryapi.alert.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class EvaluationConfigTest {
  @Test
  void defaultsAreInRange() {
    assertThat(EvaluationConfig.defaults().patience()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void whatBrokersRefuseIsRefused() {
    EvaluationConfig usual = EvaluationConfig.defaults();

    assertThatThrownBy(() ->
            new EvaluationConfig(
                usual.patience(),
                usual.settle(),
                usual.catchUpMax(),
                usual.resolvedFor(),
                usual.silenceFor(),
                usual.parallelism(),
                Duration.ofSeconds(5),
                usual.alertsMax()))
        .hasMessageContaining("sessionTimeout");
  }
}

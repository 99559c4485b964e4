package dev.meshscope.queryapi.alert.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.queryapi.alert.rule.RuleSet;
import dev.meshscope.runtime.Health;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class EvaluatorHealthTest {
  @Test
  void isDeadWhenItsPlaceInTheGroupIs() {
    Health health = health(new Dead(Optional.of(new IllegalStateException("for a test"))));

    assertThat(health.isAlive()).isFalse();
    assertThat(health.detail()).contains("for a test");
  }

  @Test
  void isReadyWithoutKafka() {
    Health health = health(new Dead(Optional.empty()));

    assertThat(health.isReady()).isTrue();
    assertThat(health.detail()).contains("not read yet");
  }

  private static Health health(Assignment assignment) {
    try (Telemetry telemetry = Telemetry.create("query-api", Map.of())) {
      return new Evaluator(
              new Evaluator.Place("127.0.0.1:1", "t"),
              EvaluationConfig.defaults(),
              new Evaluator.Work(() -> RuleSet.EMPTY, () -> true, new ScriptedJudge(1)),
              new Evaluator.Surroundings(InstantSource.system(), telemetry),
              assignment)
          .check();
    }
  }

  private record Dead(Optional<Throwable> death) implements Assignment {
    @Override
    public Set<Integer> held() {
      return Set.of();
    }

    @Override
    public String trouble() {
      return "";
    }

    @Override
    public void start() {}

    @Override
    public void close() {}
  }
}

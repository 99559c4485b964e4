package dev.meshscope.queryapi.alert.evaluate;

import static dev.meshscope.queryapi.alert.evaluate.Rules.at;
import static dev.meshscope.queryapi.alert.evaluate.Rules.group;
import static dev.meshscope.queryapi.alert.evaluate.Rules.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshscope.embedded.EmbeddedKafka;
import dev.meshscope.embedded.EmbeddedKafkaConfig;
import dev.meshscope.queryapi.alert.Broker;
import dev.meshscope.queryapi.alert.rule.RuleSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Evaluators whose way to Kafka is cut, while the way to whoever is told may well be open. */
@Tag("broker")
final class CutOffIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration SESSION = Duration.ofSeconds(6);

  private static EmbeddedKafka kafka;

  private KafkaGate gate;
  private Evaluator.Place direct;
  private Evaluator.Place gated;

  @BeforeAll
  static void startBroker(@TempDir Path shared) throws Exception {
    kafka = new EmbeddedKafka(EmbeddedKafkaConfig.of(shared, 0));
    kafka.start();
    Broker.createTopics(kafka.bootstrapServers());
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
  }

  @BeforeEach
  void open(TestInfo test) throws IOException {
    String tenant = test.getDisplayName().replace("()", "");
    gate = new KafkaGate(kafka.port());
    direct = new Evaluator.Place(kafka.bootstrapServers(), tenant);
    gated = new Evaluator.Place(gate.bootstrapServers(), tenant);
  }

  @AfterEach
  void close() throws IOException {
    gate.close();
  }

  @Test
  void holdsNothingWhileTheCoordinatorDoesNotAnswer() {
    GroupAssignment assignment = new GroupAssignment(gated, SESSION);
    assignment.start();
    try {
      await() // longer than it could without heartbeats that are answered
          .during(SESSION.plusSeconds(2))
          .atMost(PATIENCE)
          .until(() -> !assignment.held().isEmpty());
      assertThat(assignment.trouble()).isEmpty();

      gate.cut();
      await().atMost(SESSION.plusSeconds(2)).until(() -> assignment.held().isEmpty());
      assertThat(assignment.trouble()).isNotEmpty();

      gate.heal();
      until(() -> !assignment.held().isEmpty());
      assertThat(assignment.trouble()).isEmpty();
    } finally {
      assignment.close();
    }
  }

  @Test
  void letsGoBeforeAnotherTakesOver() {
    ScriptedJudge judge = new ScriptedJudge(1);
    RuleSet rules =
        new RuleSet(
            IntStream.range(0, 20).mapToObj(i -> group("g" + i, rule("r" + i, 0, 0))).toList(),
            List.of());
    IntStream.range(0, 20).forEach(i -> judge.scripts.put("r" + i, _ -> true));
    try (var first = new RunningEvaluator(gated, () -> at(0), judge, rules)) {
      until(() -> first.evaluator.led().size() == 20);
      gate.cut();
      try (var second = new RunningEvaluator(direct, () -> at(0), judge, rules)) {
        until(() -> {
          int taken = second.evaluator.led().size(); // asked first: what is let go stays so
          int kept = first.evaluator.led().size();
          assertThat(Math.min(taken, kept)).isZero();
          return taken == 20;
        });
        assertThat(first.evaluator.led()).isEmpty();
        assertThat(first.evaluator.check().isReady()).isTrue();

        gate.heal(); // they share from now on
        until(() ->
            !first.evaluator.led().isEmpty()
                && first.evaluator.led().size() + second.evaluator.led().size() == 20);
        assertThat(first.evaluator.led()).doesNotContainAnyElementsOf(second.evaluator.led());
      }
    }
  }

  private static void until(Callable<Boolean> condition) {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(condition);
  }
}

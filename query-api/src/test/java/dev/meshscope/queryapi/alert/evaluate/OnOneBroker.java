package dev.meshscope.queryapi.alert.evaluate;

import static dev.meshscope.queryapi.alert.evaluate.Rules.at;

import dev.meshscope.embedded.EmbeddedKafka;
import dev.meshscope.queryapi.alert.Broker;
import dev.meshscope.queryapi.alert.rule.RuleSet;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Evaluators on one real broker, with a clock and a judge that tests rule; each for itself. */
abstract class OnOneBroker {
  private static EmbeddedKafka kafka;

  final AtomicReference<Instant> now = new AtomicReference<>(at(0));
  final ScriptedJudge judge = new ScriptedJudge(1);
  Evaluator.Place place;

  @BeforeAll
  static void startBroker(@TempDir Path shared) throws Exception {
    kafka = Broker.start(shared, 0);
    Broker.createTopics(kafka.bootstrapServers());
  }

  @AfterAll
  static void stopBroker() {
    kafka.close();
  }

  /** Every test is somebody else. */
  @BeforeEach
  void become(TestInfo test) {
    place = new Evaluator.Place(kafka.bootstrapServers(), test.getDisplayName().replace("()", ""));
  }

  RunningEvaluator start(RuleSet rules) {
    return new RunningEvaluator(place, now::get, judge, rules);
  }
}

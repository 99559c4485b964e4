package dev.meshscope.queryapi.alert.evaluate;

import static dev.meshscope.queryapi.alert.evaluate.Rules.at;
import static dev.meshscope.queryapi.alert.evaluate.Rules.group;
import static dev.meshscope.queryapi.alert.evaluate.Rules.rule;
import static dev.meshscope.queryapi.alert.evaluate.Rules.set;
import static dev.meshscope.queryapi.alert.evaluate.RunningEvaluator.until;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.model.Topics;
import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertState;
import dev.meshscope.queryapi.alert.evaluate.GroupStatus.RuleHealth;
import dev.meshscope.queryapi.alert.evaluate.Judge.DataState;
import dev.meshscope.queryapi.alert.rule.AlertRule;
import dev.meshscope.queryapi.alert.rule.RuleGroup;
import dev.meshscope.queryapi.alert.rule.RuleSet;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Evaluators on a real broker: who leads, and what a restart, a death or a failure changes. */
@Tag("broker")
final class EvaluatorIT extends OnOneBroker {
  @Test
  void goesOnAfterARestartWithTheSameTimes() {
    judge.scripts.put("fires", _ -> true);
    judge.scripts.put("waits", _ -> true);
    RuleSet rules = set(group("g", rule("fires", 0, 0), rule("waits", 20, 0)));
    try (var first = start(rules)) {
      until(() -> first.led("fires").isPresent() && first.led("waits").isPresent());
      assertThat(first.led("waits").orElseThrow().state()).isEqualTo(AlertState.PENDING);
      now.set(at(10));
      first.untilEvaluated("g", 10);
    }

    now.set(at(15));
    try (var second = start(rules)) {
      second.untilEvaluated("g", 15);
      assertThat(second.times("waits")).contains(new Alert.Times(at(0), null, null));
      now.set(at(33));
      until(() -> second.state("waits").equals(Optional.of(AlertState.FIRING)));

      assertThat(second.times("waits")).contains(new Alert.Times(at(0), at(20), null));
      assertThat(second.times("fires")).contains(new Alert.Times(at(0), at(0), null));
    }
  }

  @Test
  void whatIsLedIsKnownToAll() {
    judge.scripts.put("fires", tick -> tick.isBefore(at(10)));
    try (var evaluator = start(set(group("g", rule("fires", 0, 0))))) {
      until(() -> evaluator.led("fires").isPresent());
      until(() -> evaluator.known("fires").equals(evaluator.led("fires")));
      now.set(at(10));
      until(() -> evaluator.state("fires").equals(Optional.of(AlertState.RESOLVED)));
      now.set(at(10 + 15 * 60));

      until(() -> evaluator.known("fires").isEmpty());

      assertThat(evaluator.led("fires")).isEmpty();
      assertThat(evaluator.metrics()).contains("meshscope_query_api_alerts{state=\"firing\"} 0");
    }
  }

  @Test
  void theEndBeforeIsThereWhileItIsPendingAgain() {
    judge.scripts.put("r", tick -> !tick.equals(at(15)));
    RuleSet rules = set(group("g", rule("r", 10, 0)));
    try (var first = start(rules)) {
      until(() -> first.state("r").equals(Optional.of(AlertState.PENDING)));
      now.set(at(20));
      first.untilEvaluated("g", 20);
    }
    try (var second = start(rules)) {
      until(() -> second.evaluator.led().size() == 2);

      assertThat(second.evaluator.led())
          .extracting(Alert::times)
          .containsExactly(
              new Alert.Times(at(20), null, null), new Alert.Times(at(0), at(10), at(15)));
      assertThat(second.evaluator.all()).hasSize(1);
    }
  }

  @Test
  void aClockThatWasAheadStopsNobodyAfterIt() {
    judge.scripts.put("r", _ -> true);
    RuleSet rules = set(group("g", rule("r", 0, 0)));
    now.set(at(3600));
    try (var ahead = start(rules)) {
      ahead.untilEvaluated("g", 3600);
    }
    now.set(at(0));
    judge.scripts.put("r", _ -> false);
    try (var second = start(rules)) {
      until(() -> second.state("r").equals(Optional.of(AlertState.RESOLVED)));

      assertThat(second.times("r")).contains(new Alert.Times(at(3600), at(3600), at(3600)));
    }
  }

  @Test
  void everyGroupIsLedByOneOfTwo() {
    RuleSet rules =
        new RuleSet(
            IntStream.range(0, 40).mapToObj(i -> group("g" + i, rule("r" + i, 0, 0))).toList(),
            List.of());
    IntStream.range(0, 40).forEach(i -> judge.scripts.put("r" + i, _ -> true));
    try (var first = start(rules);
        var second = start(rules)) {
      until(() ->
          first.evaluator.led().size() + second.evaluator.led().size() == 40
              && !first.evaluator.led().isEmpty()
              && !second.evaluator.led().isEmpty());

      assertThat(first.evaluator.led()).doesNotContainAnyElementsOf(second.evaluator.led());
      until(() -> first.evaluator.all().size() == 40 && second.evaluator.all().size() == 40);
      assertThat(first.evaluator.all()).isEqualTo(second.evaluator.all());
      until(() ->
          rules.groups().stream().allMatch(group -> isLed(first, group) != isLed(second, group)));
    }
  }

  @Test
  void whoThinksToLeadStillWritesNothing() {
    judge.scripts.put("r", _ -> true);
    RuleSet rules = set(group("g", rule("r", 10, 0)));
    AtomicReference<Instant> oldNow = new AtomicReference<>(at(0));
    ScriptedJudge other = new ScriptedJudge(2);
    other.scripts.put("r", _ -> true);
    try (var old = RunningEvaluator.ofEverything(place, oldNow::get, judge, rules)) {
      until(() -> old.led("r").isPresent());

      now.set(at(5));
      try (var successor = RunningEvaluator.ofEverything(place, now::get, other, rules)) {
        successor.untilEvaluated("g", 5);
        assertThat(old.led("r")).isPresent(); // it knows nothing yet
        judge.scripts.put("r", _ -> false);
        oldNow.set(at(5)); // it wakes up, and would write that nothing is pending
        until(() -> old.led("r").isEmpty());
        until(() -> old.metrics().contains("evaluate_errors_total{kind=\"fenced\"} 1"));

        now.set(at(10));
        until(() -> successor.state("r").equals(Optional.of(AlertState.FIRING)));
        assertThat(successor.times("r")).contains(new Alert.Times(at(0), at(10), null));
        until(() -> old.known("r").equals(successor.led("r")));
        assertThat(old.known("r").orElseThrow().evidence().value()).isEqualTo(2);
      }
    }
  }

  @Test
  void rulesThatAreOnlyNotReadStayAsTheyAre() {
    judge.scripts.put("unread", _ -> true);
    judge.scripts.put("stays", _ -> true);
    try (var evaluator =
        start(set(group("a", rule("unread", 0, 0)), group("b", rule("stays", 0, 0))))) {
      until(() -> evaluator.evaluator.led().size() == 2);
      Optional<Alert> before = evaluator.led("unread");

      evaluator.isWhole.set(false);
      evaluator.rules.set(set(group("b", rule("stays", 0, 0))));
      now.set(at(5));
      until(() ->
          evaluator
              .evaluator
              .status("b")
              .flatMap(GroupStatus::lastEvaluation)
              .equals(Optional.of(at(5))));
      assertThat(evaluator.led("unread")).isEqualTo(before);

      evaluator.isWhole.set(true);
      until(() -> evaluator.state("unread").equals(Optional.of(AlertState.RESOLVED)));
    }
  }

  @Test
  void rulesThatAreTakenAwayResolve() {
    judge.scripts.put("gone", _ -> true);
    judge.scripts.put("stays", _ -> true);
    RuleSet both = set(group("a", rule("gone", 0, 0)), group("b", rule("stays", 0, 0)));
    try (var evaluator = start(both)) {
      until(() -> evaluator.evaluator.led().size() == 2);

      judge.isAway = true; // no data is needed for that
      evaluator.rules.set(set(group("a"), group("b", rule("stays", 0, 0))));
      now.set(at(5));
      until(() -> evaluator.state("gone").equals(Optional.of(AlertState.RESOLVED)));
      assertThat(evaluator.state("stays")).contains(AlertState.FIRING);

      now.set(at(5 + 15 * 60));
      until(() -> evaluator.known("gone").isEmpty());
      until(() -> evaluator.evaluator.status("a").isEmpty());
    }
  }

  @Test
  void aThousandRulesAreEvaluated() {
    List<RuleGroup> groups = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      AlertRule[] rules = new AlertRule[20];
      for (int j = 0; j < rules.length; j++) {
        String name = "r" + i + "-" + j;
        rules[j] = rule(name, 0, 0);
        judge.scripts.put(name, _ -> true);
      }
      groups.add(group("g" + i, rules));
    }
    try (var evaluator = start(new RuleSet(groups, List.of()))) {
      until(() -> evaluator.evaluator.led().size() == 1000);
      int asked = judge.dataStates.get();
      now.set(at(5));

      groups.forEach(group -> evaluator.untilEvaluated(group.name(), 5));

      assertThat(judge.dataStates.get() - asked).isLessThan(10);
      assertThat(judge.asked).doesNotHaveDuplicates();
      until(() -> evaluator.evaluator.all().size() == 1000);
    }
  }

  /** Worst case: it begins just after a tick; data comes a second later. */
  @Test
  void firesSoonAfterItBegan() {
    InstantSource clock = InstantSource.system();
    AtomicReference<Instant> begun = new AtomicReference<>(Instant.MAX);
    judge.scripts.put("r", tick -> tick.isAfter(begun.get()));
    judge.data = _ -> new DataState(clock.instant().minusSeconds(1), 1.0);
    try (var evaluator =
        new RunningEvaluator(place, clock, judge, set(group("g", rule("r", 0, 0))))) {
      until(() -> judge.asked.size() > 1);
      Instant beginning = Instant.parse(List.copyOf(judge.asked).getLast().substring(2));
      begun.set(beginning);

      until(() -> evaluator.led("r").isPresent());

      assertThat(Duration.between(beginning, clock.instant())).isLessThan(Duration.ofSeconds(9));
      assertThat(evaluator.times("r").orElseThrow().firingAt()).isEqualTo(beginning.plusSeconds(5));
    }
  }

  @Test
  void oneThatDiesIsSucceeded() throws Exception {
    judge.scripts.put("r", _ -> true);
    RuleSet rules = set(group("g", rule("r", 10, 0)));
    try (var other = new EvaluatorProcess(place);
        var evaluator = start(rules)) {
      until(() -> evaluator.known("r").isPresent());
      other.kill();
      until(() -> isLed(evaluator, rules.groups().getFirst()));
      now.set(at(10));
      until(() -> evaluator.state("r").equals(Optional.of(AlertState.FIRING)));

      assertThat(evaluator.times("r")).contains(new Alert.Times(at(0), at(10), null));
    }
  }

  @Test
  void oneThatStoodStillIsSucceededAndFindsItsPlaceTaken() throws Exception {
    ScriptedJudge mine = new ScriptedJudge(2);
    mine.scripts.put("r", _ -> true);
    RuleSet rules = set(group("g", rule("r", 10, 0)));
    try (var other = new EvaluatorProcess(place)) {
      other.pause();
      try (var evaluator = new RunningEvaluator(place, now::get, mine, rules)) {
        until(() -> isLed(evaluator, rules.groups().getFirst()));
        now.set(at(10));
        until(() -> evaluator.state("r").equals(Optional.of(AlertState.FIRING)));
        Alert before = evaluator.led("r").orElseThrow();

        other.resume(); // it thinks that it leads, and that more than ten seconds have gone by
        other.awaitLost();

        assertThat(before.times()).isEqualTo(new Alert.Times(at(0), at(10), null));
        assertThat(before.evidence().value()).isEqualTo(2);
        assertThat(evaluator.led("r")).contains(before);
        assertThat(evaluator.known("r")).contains(before);
      }
    }
  }

  @Test
  void recordsThatAreNoneOfItsOwnArePassedOver() {
    AlertCodec other = new AlertCodec("somebody-else");
    AlertRecord progress = new AlertRecord.Progress("g", at(0));
    write(other.key(progress), other.value(progress));
    write("no JSON".getBytes(UTF_8), null);
    write(new AlertCodec(place.tenant()).key(progress), "[]".getBytes(UTF_8));
    judge.scripts.put("r", _ -> true);
    now.set(at(5));
    try (var evaluator = start(set(group("g", rule("r", 0, 0))))) {
      until(() -> evaluator.known("r").isPresent());

      assertThat(evaluator.times("r")).contains(new Alert.Times(at(5), at(5), null));
    }
  }

  @Test
  void aRuleThatIsWrongStopsNoOther() {
    judge.scripts.put("good", _ -> true);
    judge.scripts.put("twice", _ -> true);
    RuleSet rules = set(group("g", rule("twice", 0, 0), rule("twice", 0, 0), rule("good", 0, 0)));
    try (var evaluator = start(rules)) {
      until(() -> evaluator.led("good").isPresent());

      List<GroupStatus.RuleStatus> statuses = evaluator.evaluator.status("g").orElseThrow().rules();
      assertThat(statuses)
          .extracting(GroupStatus.RuleStatus::health)
          .containsExactly(RuleHealth.OK, RuleHealth.ERR, RuleHealth.OK);
      assertThat(statuses.get(1).lastError()).isPresent();
    }
  }

  @Test
  void saysThatThereIsNoKafka() {
    Evaluator.Place nowhere = new Evaluator.Place("127.0.0.1:1", "t");
    try (var evaluator = new RunningEvaluator(nowhere, now::get, judge, RuleSet.EMPTY)) {
      until(() -> evaluator.evaluator.check().detail().contains("127.0.0.1:1"));

      assertThat(evaluator.evaluator.check().isReady()).isTrue();
      assertThat(evaluator.evaluator.led()).isEmpty();
      assertThat(evaluator.evaluator.all()).isEmpty();
    }
  }

  private static boolean isLed(RunningEvaluator evaluator, RuleGroup group) {
    return evaluator.evaluator.status(group.name()).filter(GroupStatus::isLed).isPresent();
  }

  private void write(byte[] key, byte @Nullable [] value) {
    Map<String, Object> config = Map.of("bootstrap.servers", place.bootstrapServers());
    try (var producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
      var _ = producer.send(new ProducerRecord<>(Topics.ALERTS, key, value));
    }
  }
}

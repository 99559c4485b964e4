package dev.meshscope.queryapi.alert.evaluate;

import static org.awaitility.Awaitility.await;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertState;
import dev.meshscope.queryapi.alert.rule.RuleSet;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** An evaluator on a broker, with a judge of its own. */
final class RunningEvaluator implements AutoCloseable {
  private static final Duration SESSION = Duration.ofSeconds(6);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration RESOLVED_FOR = Duration.ofMinutes(15);

  final ScriptedJudge judge;
  final AtomicReference<RuleSet> rules;
  final Evaluator evaluator;
  final AtomicBoolean isWhole = new AtomicBoolean(true);
  private final Telemetry telemetry = Telemetry.create("query-api", Map.of());

  /** In the group of evaluators. */
  RunningEvaluator(
      Evaluator.Place place, InstantSource clock, ScriptedJudge judge, RuleSet ruleSet) {
    this(place, clock, judge, ruleSet, config(SESSION), new GroupAssignment(place, SESSION));
  }

  private RunningEvaluator(
      Evaluator.Place place,
      InstantSource clock,
      ScriptedJudge judge,
      RuleSet ruleSet,
      EvaluationConfig config,
      Assignment assignment) {
    this.judge = judge;
    rules = new AtomicReference<>(ruleSet);
    evaluator =
        new Evaluator(
            place,
            config,
            new Evaluator.Work(rules::get, isWhole::get, judge),
            new Evaluator.Surroundings(clock, telemetry),
            assignment);
    evaluator.start();
  }

  /** One that thinks to have everything, always; who is locked out stays so for long. */
  static RunningEvaluator ofEverything(
      Evaluator.Place place, InstantSource clock, ScriptedJudge judge, RuleSet ruleSet) {
    return new RunningEvaluator(
        place, clock, judge, ruleSet, config(Duration.ofMinutes(5)), new Everything());
  }

  private static EvaluationConfig config(Duration session) {
    EvaluationConfig usual = EvaluationConfig.defaults();
    return new EvaluationConfig(
        usual.patience(),
        usual.settle(),
        usual.catchUpMax(),
        RESOLVED_FOR,
        usual.silenceFor(),
        usual.parallelism(),
        session,
        usual.alertsMax());
  }

  /** What it leads of a rule; the rule has one alert at most. */
  Optional<Alert> led(String rule) {
    return only(evaluator.led(), rule);
  }

  /** Where the alert of a rule that it leads stands. */
  Optional<AlertState> state(String rule) {
    return led(rule).map(Alert::state);
  }

  /** Since when. */
  Optional<Alert.Times> times(String rule) {
    return led(rule).map(Alert::times);
  }

  /** Returns when a tick of a group that it leads is evaluated. */
  void untilEvaluated(String group, long seconds) {
    until(() ->
        evaluator
            .status(group)
            .filter(GroupStatus::isLed)
            .flatMap(GroupStatus::lastEvaluation)
            .equals(Optional.of(Rules.at(seconds))));
  }

  static void until(Callable<Boolean> condition) {
    await().atMost(PATIENCE).pollInterval(POLL).until(condition);
  }

  /** What it knows of a rule, whoever leads it. */
  Optional<Alert> known(String rule) {
    return only(evaluator.all(), rule);
  }

  String metrics() {
    return telemetry.page("").body();
  }

  private static Optional<Alert> only(List<Alert> alerts, String rule) {
    return alerts.stream().filter(alert -> alert.rule().name().equals(rule)).findAny();
  }

  @Override
  public void close() {
    evaluator.close();
    telemetry.close();
  }

  private static final class Everything implements Assignment {
    @Override
    public Set<Integer> held() {
      return Set.of(0, 1, 2, 3);
    }

    @Override
    public String trouble() {
      return "";
    }

    @Override
    public Optional<Throwable> death() {
      return Optional.empty();
    }

    @Override
    public void start() {}

    @Override
    public void close() {}
  }
}

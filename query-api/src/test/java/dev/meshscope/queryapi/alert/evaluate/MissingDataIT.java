package dev.meshscope.queryapi.alert.evaluate;

import static dev.meshscope.queryapi.alert.evaluate.Rules.at;
import static dev.meshscope.queryapi.alert.evaluate.Rules.group;
import static dev.meshscope.queryapi.alert.evaluate.Rules.lagRule;
import static dev.meshscope.queryapi.alert.evaluate.Rules.rule;
import static dev.meshscope.queryapi.alert.evaluate.Rules.set;
import static dev.meshscope.queryapi.alert.evaluate.RunningEvaluator.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertState;
import dev.meshscope.queryapi.alert.evaluate.GroupStatus.RuleHealth;
import dev.meshscope.queryapi.alert.evaluate.Judge.DataState;
import dev.meshscope.queryapi.alert.rule.RuleSet;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is missing, and what that changes: data, proxies that are heard, the database itself. */
@Tag("broker")
final class MissingDataIT extends OnOneBroker {
  @Test
  void aDatabaseThatIsAwayResolvesNothingAndLosesNothing() {
    judge.scripts.put("fires", tick -> !tick.isAfter(at(300)));
    judge.scripts.put("brief", tick -> !tick.isBefore(at(60)) && tick.isBefore(at(90)));
    try (var evaluator = start(set(group("g", rule("fires", 0, 0), rule("brief", 10, 0))))) {
      until(() -> evaluator.state("fires").equals(Optional.of(AlertState.FIRING)));

      judge.isAway = true;
      now.set(at(600));
      until(() -> evaluator.evaluator.status("g").orElseThrow().lastError().isPresent());
      GroupStatus status = evaluator.evaluator.status("g").orElseThrow();
      assertThat(status.rules()).allMatch(one -> one.health() == RuleHealth.ERR);
      assertThat(evaluator.state("fires")).contains(AlertState.FIRING);
      assertThat(status.lastEvaluation()).contains(at(0));

      judge.isAway = false;
      evaluator.untilEvaluated("g", 600);
      Alert.Times fired = evaluator.times("fires").orElseThrow();
      assertThat(fired.activeAt()).isEqualTo(at(0));
      assertThat(fired.resolvedAt()).isBetween(at(305), at(310));
      Alert.Times brief = evaluator.times("brief").orElseThrow();
      assertThat(brief.activeAt()).isBetween(at(60), at(65));
      assertThat(brief.resolvedAt()).isBetween(at(90), at(95));
      assertThat(evaluator.evaluator.status("g").orElseThrow().rules())
          .allMatch(one -> one.health() == RuleHealth.OK);
    }
  }

  @Test
  void incompleteDataHolds() {
    judge.scripts.put("r", tick -> tick.isBefore(at(5)));
    try (var evaluator = start(set(group("g", rule("r", 0, 0))))) {
      until(() -> evaluator.led("r").isPresent());

      judge.data = Rules::silent;
      now.set(at(5));
      until(() -> evaluator.led("r").orElseThrow().evidence().isHeld());
      assertThat(evaluator.state("r")).contains(AlertState.FIRING);

      judge.data = Rules::complete;
      now.set(at(10));
      until(() -> evaluator.state("r").equals(Optional.of(AlertState.RESOLVED)));
      assertThat(evaluator.times("r")).contains(new Alert.Times(at(0), at(0), at(10)));
    }
  }

  @Test
  void whatIsNotStoredYetIsNotTakenForNothing() {
    judge.scripts.put("none", tick -> !tick.isBefore(at(5)));
    judge.scripts.put("much", tick -> !tick.isBefore(at(5)));
    RuleSet rules =
        set(group("g", Rules.threshold("none", 60, false), Rules.threshold("much", 60, true)));
    try (var evaluator = start(rules)) {
      evaluator.untilEvaluated("g", 0);
      judge.data = _ -> new DataState(at(0), 1.0);
      now.set(at(15));
      until(() -> evaluator.state("much").equals(Optional.of(AlertState.FIRING)));
      assertThat(evaluator.led("much").orElseThrow().evidence().isFresh()).isFalse();
      assertThat(evaluator.led("none")).isEmpty();

      judge.data = Rules::complete;
      until(() -> evaluator.state("none").equals(Optional.of(AlertState.FIRING)));
      assertThat(evaluator.led("none").orElseThrow().evidence().isFresh()).isTrue();
    }
  }

  @Test
  void whatBeganAndEndedWhileNothingWasStoredIsToldWhenItIs() {
    AtomicBoolean isStored = new AtomicBoolean();
    judge.scripts.put("brief", tick -> isStored.get() && isWithin(tick, 60, 120));
    judge.scripts.put("waits", tick -> isStored.get() && isWithin(tick, 60, 120));
    judge.scripts.put("goesOn", tick -> isStored.get() && isWithin(tick, 60, 900));
    RuleSet rules =
        set(group("g", rule("brief", 0, 0), rule("waits", 30, 0), rule("goesOn", 0, 0)));
    judge.data = _ -> new DataState(at(0), 1.0);
    try (var first = start(rules)) {
      storesNothingUntil(200, first);
      assertThat(first.evaluator.led()).isEmpty();
    }
    isStored.set(true);
    judge.data = Rules::complete;
    try (var second = start(rules)) {
      until(() -> second.led("brief").isPresent());

      assertThat(second.times("brief")).contains(new Alert.Times(at(60), at(60), at(120)));
      assertThat(second.times("waits")).contains(new Alert.Times(at(60), at(90), at(120)));
      assertThat(second.state("goesOn")).contains(AlertState.FIRING);
    }
  }

  @Test
  void whatIsNotStoredMeanwhileIsLookedAtAgainToo() {
    AtomicInteger pause = new AtomicInteger(1);
    judge.scripts.put("second", tick -> pause.get() > 2 && isWithin(tick, 220, 230));
    judge.scripts.put(
        "first",
        tick -> {
          if (pause.get() == 1 && isStoredThrough(200) && tick.isBefore(at(200))) {
            pause.set(2); // the next pause, while it looks again at the ticks of the first
            judge.data = _ -> new DataState(at(210), 1.0);
            now.set(at(240));
          }
          return pause.get() > 1 && isWithin(tick, 60, 120);
        });
    judge.data = _ -> new DataState(at(0), 1.0);
    try (var evaluator = start(set(group("g", rule("first", 0, 0), rule("second", 0, 0))))) {
      storesNothingUntil(200, evaluator);
      judge.data = Rules::complete;
      evaluator.untilEvaluated("g", 230);
      assertThat(pause).hasValue(2);
      pause.set(3);
      judge.data = Rules::complete;
      until(() -> evaluator.led("second").isPresent());

      assertThat(evaluator.times("first")).contains(new Alert.Times(at(60), at(60), at(120)));
      assertThat(evaluator.times("second")).contains(new Alert.Times(at(220), at(220), at(230)));
    }
  }

  private boolean isStoredThrough(long seconds) {
    return judge.data.apply(at(seconds)).isFresh(at(seconds));
  }

  /** Each tick is evaluated when patience is over. */
  private void storesNothingUntil(long last, RunningEvaluator evaluator) {
    evaluator.untilEvaluated("g", 0);
    for (long second = 5; second <= last; second += 5) {
      now.set(at(second + 10));
      evaluator.untilEvaluated("g", second);
    }
  }

  private static boolean isWithin(Instant tick, long from, long to) {
    return !tick.isBefore(at(from)) && tick.isBefore(at(to));
  }

  @Test
  void silenceHoldsOnlyTheRulesThatItConcerns() {
    judge.scripts.put("mine", tick -> tick.isBefore(at(5)));
    judge.scripts.put("other", tick -> tick.isBefore(at(5)));
    judge.unconcerned.add("other");
    RuleSet rules = set(group("g", rule("mine", 0, 0), rule("other", 0, 0), rule("calm", 0, 0)));
    try (var evaluator = start(rules)) {
      until(() -> evaluator.evaluator.led().size() == 2);
      assertThat(judge.concerns).as("nobody is silent").isEmpty();

      judge.data = Rules::silent;
      now.set(at(5));
      until(() -> evaluator.state("other").equals(Optional.of(AlertState.RESOLVED)));

      assertThat(evaluator.state("mine")).contains(AlertState.FIRING);
      assertThat(evaluator.led("mine").orElseThrow().evidence().isHeld()).isTrue();
      assertThat(judge.concerns).containsExactly("mine", "other");
    }
  }

  @Test
  void lagFiresWhileTheDatabaseIsAwayAndTheOtherRulesWait() {
    judge.scripts.put("fires", tick -> !tick.isAfter(at(300)));
    RuleSet rules = set(group("g", rule("fires", 0, 0), lagRule("lag", 60, 0)));
    try (var evaluator = start(rules)) {
      until(() -> evaluator.state("fires").equals(Optional.of(AlertState.FIRING)));
      Optional<Alert> before = evaluator.led("fires");

      judge.isAway = true;
      for (long second = 15; second <= 600; second += 15) {
        now.set(at(second));
        long due = second;
        until(() -> lagWasSeen(evaluator, due));
        assertThat(evaluator.state("lag").isPresent()).isEqualTo(second > 60);
      }
      assertThat(evaluator.times("lag")).contains(new Alert.Times(at(75), at(75), null));
      assertThat(evaluator.led("fires")).isEqualTo(before);
      until(() -> health(evaluator).equals(List.of(RuleHealth.ERR, RuleHealth.OK)));
      GroupStatus status = evaluator.evaluator.status("g").orElseThrow();
      assertThat(status.lastEvaluation()).contains(at(0));

      judge.isAway = false;
      evaluator.untilEvaluated("g", 600);
      now.set(at(605));
      until(() -> evaluator.state("lag").equals(Optional.of(AlertState.RESOLVED)));
      assertThat(evaluator.times("fires").orElseThrow().resolvedAt()).isBetween(at(305), at(310));
      until(() -> health(evaluator).equals(List.of(RuleHealth.OK, RuleHealth.OK)));
    }
  }

  @Test
  void whoBeginsWhileTheDatabaseIsAwayResolvesNoLag() {
    RuleSet rules = set(group("g", lagRule("lag", 60, 0)));
    judge.stored = _ -> at(-100);
    try (var first = start(rules)) {
      until(() -> first.state("lag").equals(Optional.of(AlertState.FIRING)));
    }
    judge.isAway = true;
    now.set(at(5));
    try (var second = start(rules)) {
      until(() -> second.led("lag").filter(alert -> alert.evidence().isHeld()).isPresent());
      assertThat(second.state("lag")).contains(AlertState.FIRING);

      now.set(at(70));
      until(() -> second.led("lag").filter(alert -> !alert.evidence().isHeld()).isPresent());
      assertThat(second.times("lag")).contains(new Alert.Times(at(0), at(0), null));
    }
  }

  @Test
  void aCollectorThatStandsStillLagsWhileTicksWait() {
    judge.data = _ -> new DataState(at(0), 1.0);
    judge.stored = _ -> at(0);
    try (var evaluator = start(set(group("g", rule("r", 0, 0), lagRule("lag", 30, 60))))) {
      evaluator.untilEvaluated("g", 0);
      now.set(at(35));
      until(() -> evaluator.state("lag").equals(Optional.of(AlertState.PENDING)));
      now.set(at(95));
      until(() -> evaluator.state("lag").equals(Optional.of(AlertState.FIRING)));
      assertThat(evaluator.times("lag")).contains(new Alert.Times(at(35), at(95), null));

      judge.stored = _ -> null;
      now.set(at(100));
      until(() -> evaluator.led("lag").filter(alert -> alert.evidence().isHeld()).isPresent());
      assertThat(evaluator.state("lag")).as("unknown").contains(AlertState.FIRING);

      judge.stored = time -> time;
      now.set(at(105));
      until(() -> evaluator.state("lag").equals(Optional.of(AlertState.RESOLVED)));
    }
  }

  @Test
  void lagThatIsUnknownDoesNotBegin() {
    judge.stored = _ -> null;
    try (var evaluator = start(set(group("g", lagRule("lag", 30, 0))))) {
      until(() -> lagWasSeen(evaluator, 0));
      now.set(at(60));
      until(() -> lagWasSeen(evaluator, 60));
      assertThat(evaluator.state("lag")).isEmpty();
    }
  }

  @Test
  void waitsForDataButNotForever() {
    judge.data = _ -> new DataState(at(-60), 1.0);
    now.set(at(4));
    try (var evaluator = start(set(group("g", rule("r", 0, 0))))) {
      until(() -> judge.dataStates.get() > 2);
      assertThat(judge.asked).isEmpty();

      now.set(at(14));
      until(() -> !judge.asked.isEmpty());

      assertThat(judge.asked.peek()).isEqualTo("r " + at(0));
      assertThat(evaluator.evaluator.check().isReady()).isTrue();
    }
  }

  private static boolean lagWasSeen(RunningEvaluator evaluator, long second) {
    return evaluator.evaluator.status("g").stream()
        .flatMap(status -> status.rules().stream())
        .reduce((_, last) -> last)
        .flatMap(GroupStatus.RuleStatus::lastEvaluation)
        .equals(Optional.of(at(second)));
  }

  private static List<RuleHealth> health(RunningEvaluator evaluator) {
    return evaluator.evaluator.status("g").orElseThrow().rules().stream()
        .map(GroupStatus.RuleStatus::health)
        .toList();
  }
}

package dev.meshscope.queryapi.alert.evaluate;

import static dev.meshscope.queryapi.alert.AlertState.FIRING;
import static dev.meshscope.queryapi.alert.AlertState.PENDING;
import static dev.meshscope.queryapi.alert.AlertState.RESOLVED;
import static dev.meshscope.queryapi.alert.evaluate.Rules.at;
import static dev.meshscope.queryapi.alert.evaluate.Rules.complete;
import static dev.meshscope.queryapi.alert.evaluate.Rules.finding;
import static dev.meshscope.queryapi.alert.evaluate.Rules.group;
import static dev.meshscope.queryapi.alert.evaluate.Rules.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.evaluate.AlertSteps.Outcome;
import dev.meshscope.queryapi.alert.evaluate.Judge.DataState;
import dev.meshscope.queryapi.alert.evaluate.Judge.Finding;
import dev.meshscope.queryapi.alert.rule.AlertRule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class AlertStepsTest {
  private static final Duration RESOLVED_FOR = Duration.ofMinutes(15);

  private List<Tracked> alerts = List.of();

  @Test
  void firesAtOnceWithoutHoldDuration() {
    step(rule("r", 0, 0), 0, true);

    assertThat(only().state()).isEqualTo(FIRING);
    assertThat(only().times()).isEqualTo(new Alert.Times(at(0), at(0), null));
  }

  @Test
  void isPendingUntilTheHoldDurationIsOver() {
    AlertRule rule = rule("r", 10, 0);
    step(rule, 0, true);
    step(rule, 5, true);
    assertThat(only().state()).isEqualTo(PENDING);
    assertThat(only().times()).isEqualTo(new Alert.Times(at(0), null, null));

    step(rule, 10, true);

    assertThat(only().state()).isEqualTo(FIRING);
    assertThat(only().times()).isEqualTo(new Alert.Times(at(0), at(10), null));
  }

  @Test
  void aPendingOneWhoseConditionEndsIsGone() {
    AlertRule rule = rule("r", 10, 0);
    step(rule, 0, true);

    step(rule, 5, false);

    assertThat(alerts).isEmpty();
  }

  @Test
  void resolvesAndIsKeptForAWhile() {
    AlertRule rule = rule("r", 0, 0);
    step(rule, 0, true);
    step(rule, 5, false);
    assertThat(only().state()).isEqualTo(RESOLVED);
    assertThat(only().times()).isEqualTo(new Alert.Times(at(0), at(0), at(5)));
    assertThat(only().evidence().value()).isNull();
    assertThat(only().evidence().edges()).containsExactly("edge");

    step(rule, 5 + 15 * 60 - 5, false);
    assertThat(only().times().resolvedAt()).isEqualTo(at(5));

    step(rule, 5 + 15 * 60, false);
    assertThat(alerts).isEmpty();
  }

  @Test
  void aResolvedOneStartsAnew() {
    AlertRule rule = rule("r", 5, 0);
    step(rule, 0, true);
    step(rule, 5, true);
    step(rule, 10, false);

    step(rule, 15, true);

    assertThat(only().state()).isEqualTo(PENDING);
    assertThat(only().times()).isEqualTo(new Alert.Times(at(15), null, null));
  }

  @Test
  void theEndBeforeIsToldWhileOneIsPendingAgain() {
    AlertRule rule = rule("r", 5, 0);
    step(rule, 0, true);
    step(rule, 5, true);
    step(rule, 10, false);
    Alert end = only();

    step(rule, 15, true);

    assertThat(told()).extracting(Alert::state).containsExactly(PENDING, RESOLVED);
    assertThat(told().getLast().times()).isEqualTo(end.times());
    step(rule, 20, true);
    assertThat(told()).extracting(Alert::state).containsExactly(FIRING);
  }

  @Test
  void aPendingOneThatNeverFiredIsTheEndOfBeforeAgain() {
    AlertRule rule = rule("r", 10, 0);
    step(rule, 0, true);
    step(rule, 10, true);
    step(rule, 15, false);
    Alert end = only();
    step(rule, 20, true);
    unseen(rule, 25);
    assertThat(told()).extracting(Alert::state).containsExactly(PENDING, RESOLVED);

    step(rule, 30, false);

    assertThat(only().state()).isEqualTo(RESOLVED);
    assertThat(only().times()).isEqualTo(end.times());
    step(rule, 35, true);
    alerts = steps().removed(alerts, new Moment(at(40), new DataState(null, null)));
    assertThat(only().times()).isEqualTo(end.times());
  }

  @Test
  void theEndBeforeIsForgottenInTime() {
    AlertRule rule = rule("r", 3600, 0);
    step(rule, 0, true);
    step(rule, 3600, true);
    step(rule, 3605, false);
    step(rule, 3610, true);
    step(rule, 3605 + 15 * 60 - 5, true);
    assertThat(told()).extracting(Alert::state).containsExactly(PENDING, RESOLVED);

    step(rule, 3605 + 15 * 60, true);

    assertThat(told()).extracting(Alert::state).containsExactly(PENDING);
  }

  @Test
  void firesOnForAsLongAsTheRuleWants() {
    AlertRule rule = rule("r", 0, 10);
    step(rule, 0, true);
    step(rule, 5, false);
    step(rule, 10, false);
    assertThat(only().state()).isEqualTo(FIRING);
    assertThat(only().evidence().isHeld()).isFalse();

    step(rule, 15, false);

    assertThat(only().state()).isEqualTo(RESOLVED);
    assertThat(only().times().resolvedAt()).isEqualTo(at(15));
  }

  @Test
  void theConditionInBetweenBeginsThatTimeAnew() {
    AlertRule rule = rule("r", 0, 10);
    step(rule, 0, true);
    step(rule, 5, false);
    step(rule, 10, true);
    step(rule, 15, false);

    step(rule, 20, false);

    assertThat(only().state()).isEqualTo(FIRING);
    assertThat(only().times()).isEqualTo(new Alert.Times(at(0), at(0), null));
  }

  static List<DataState> incomplete() {
    return List.of(
        new DataState(null, 1.0),
        new DataState(null, null),
        new DataState(at(-1), 1.0),
        Rules.silent(at(100)));
  }

  @ParameterizedTest
  @MethodSource("incomplete")
  void incompleteDataHoldsWhatFires(DataState data) {
    AlertRule rule = rule("r", 0, 0);
    step(rule, 0, true);

    step(rule, List.of(), new Moment(at(5), data));

    assertThat(only().state()).isEqualTo(FIRING);
    assertThat(only().evidence().isHeld()).isTrue();
    assertThat(only().evidence().reportersShare()).isEqualTo(data.reportersShare());
    step(rule, 10, false);
    assertThat(only().state()).isEqualTo(RESOLVED);
    assertThat(only().evidence().isHeld()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("incomplete")
  void incompleteDataFiresNevertheless(DataState data) {
    step(rule("r", 0, 0), List.of(finding("cart")), new Moment(at(0), data));

    assertThat(only().state()).isEqualTo(FIRING);
    assertThat(only().evidence().isHeld()).isFalse();
  }

  @Test
  void aPendingOneKeepsItsTimeOverIncompleteData() {
    AlertRule rule = rule("r", 10, 0);
    step(rule, 0, true);
    unseen(rule, 5);
    unseen(rule, 10);
    assertThat(only().state()).isEqualTo(PENDING);

    step(rule, 15, true);

    assertThat(only().times()).isEqualTo(new Alert.Times(at(0), at(15), null));
  }

  @Test
  void keepFiringBeginsOnCompleteData() {
    AlertRule rule = rule("r", 0, 10);
    step(rule, 0, true);
    unseen(rule, 5);
    assertThat(only().evidence().isHeld()).isTrue();
    step(rule, 10, false);
    assertThat(only().evidence().isHeld()).isFalse();
    unseen(rule, 15);
    assertThat(only().evidence().isHeld()).isFalse();
    unseen(rule, 20);
    assertThat(only().evidence().isHeld()).isTrue();

    step(rule, 25, false);

    assertThat(only().times().resolvedAt()).isEqualTo(at(25));
  }

  @Test
  void aHoleInTheWindowHoldsAsLongAsTheWindowHasIt() {
    AlertRule rule = Rules.threshold("r", 60, true);
    step(rule, 0, true);
    step(rule, List.of(), new Moment(at(5), Rules.silent(at(5))));
    assertThat(only().evidence().isHeld()).isTrue();
    step(rule, List.of(finding("cart")), new Moment(at(10), Rules.silent(at(10))));

    step(rule, 15, false);
    assertThat(only().state()).isEqualTo(FIRING);
    assertThat(only().evidence().isHeld()).isTrue();
    step(rule, 65, false);
    assertThat(only().state()).isEqualTo(FIRING);

    step(rule, 70, false);
    assertThat(only().times()).isEqualTo(new Alert.Times(at(0), at(0), at(70)));
  }

  @Test
  void whatOnlyCameLateLeavesNoHole() {
    AlertRule rule = Rules.threshold("r", 60, true);
    step(rule, 0, true);
    unseen(rule, 5);
    assertThat(only().evidence().isFresh()).isFalse();

    step(rule, 10, false);

    assertThat(only().state()).isEqualTo(RESOLVED);
    assertThat(only().evidence().isFresh()).isTrue();
  }

  @Test
  void nothingEndsBeforeItBegan() {
    step(rule("r", 0, 0), 60, true);
    alerts = steps().removed(alerts, new Moment(at(5), new DataState(null, null)));
    assertThat(only().times()).isEqualTo(new Alert.Times(at(60), at(60), at(60)));
  }

  @Test
  void labelsAreThoseOfFindingRuleAndName() {
    step(
        rule("r", 0, 0, Map.of("severity", "page", "service", "mine")),
        List.of(finding("cart")),
        new Moment(at(0), complete(at(0))));

    assertThat(only().labels())
        .isEqualTo(Map.of("alertname", "r", "severity", "page", "service", "mine"));
    assertThat(only().annotations()).containsKey("summary");
    assertThat(only().rule()).isEqualTo(new Alert.Rule("g", "r"));
  }

  @Test
  void twoFindingsWithTheSameLabelsAreRefused() {
    Outcome outcome =
        steps()
            .next(
                rule("r", 0, 0),
                alerts,
                List.of(finding("cart"), finding("cart")),
                new Moment(at(0), complete(at(0))));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            Outcome.Refused.class, refused -> assertThat(refused.error()).contains("same labels"));
  }

  @Test
  void moreThanTheGroupAllowsAreRefused() {
    List<Finding> four = List.of(finding("a"), finding("b"), finding("c"), finding("d"));
    Moment moment = new Moment(at(0), complete(at(0)));

    assertThat(steps().next(rule("r", 0, 0), alerts, four, moment))
        .isInstanceOf(Outcome.Refused.class);
    assertThat(steps().next(rule("r", 0, 0), alerts, four.subList(0, 3), moment))
        .isInstanceOf(Outcome.Next.class);
  }

  @Test
  void aValueThatIsNoNumberIsNone() {
    Finding finding = new Finding(new TreeMap<>(), Double.NaN, List.of());

    step(rule("r", 0, 0), List.of(finding), new Moment(at(0), complete(at(0))));

    assertThat(only().evidence().value()).isNull();
  }

  @Test
  void whatFiresIsResolvedWithItsRule() {
    step(rule("r", 0, 0), 0, true);
    alerts = steps().removed(alerts, new Moment(at(5), new DataState(null, null)));
    assertThat(only().times()).isEqualTo(new Alert.Times(at(0), at(0), at(5)));
    alerts = steps().removed(alerts, new Moment(at(10), new DataState(null, null)));
    assertThat(only().times().resolvedAt()).isEqualTo(at(5));

    alerts = steps().removed(alerts, new Moment(at(905), new DataState(null, null)));

    assertThat(alerts).isEmpty();
  }

  @Test
  void whatIsPendingGoesWithItsRule() {
    step(rule("r", 10, 0), 0, true);

    alerts = steps().removed(alerts, new Moment(at(5), new DataState(null, null)));

    assertThat(alerts).isEmpty();
  }

  private static AlertSteps steps() {
    return new AlertSteps(group("g"), RESOLVED_FOR);
  }

  private void step(AlertRule rule, long seconds, boolean holds) {
    Instant tick = at(seconds);
    step(rule, holds ? List.of(finding("cart")) : List.of(), new Moment(tick, complete(tick)));
  }

  private void unseen(AlertRule rule, long seconds) {
    step(rule, List.of(), new Moment(at(seconds), new DataState(null, null)));
  }

  private void step(AlertRule rule, List<Finding> findings, Moment moment) {
    Outcome outcome = steps().next(rule, alerts, findings, moment);
    assertThat(outcome).isInstanceOf(Outcome.Next.class);
    alerts = ((Outcome.Next) outcome).alerts();
  }

  private List<Alert> told() {
    return alerts.stream().flatMap(Tracked::told).toList();
  }

  private Alert only() {
    assertThat(alerts).hasSize(1);
    return alerts.getFirst().alert();
  }
}

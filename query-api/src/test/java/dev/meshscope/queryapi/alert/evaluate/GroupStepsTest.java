package dev.meshscope.queryapi.alert.evaluate;

import static dev.meshscope.queryapi.alert.evaluate.Rules.at;
import static dev.meshscope.queryapi.alert.evaluate.Rules.complete;
import static dev.meshscope.queryapi.alert.evaluate.Rules.finding;
import static dev.meshscope.queryapi.alert.evaluate.Rules.group;
import static dev.meshscope.queryapi.alert.evaluate.Rules.rule;
import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.queryapi.alert.AlertState;
import dev.meshscope.queryapi.alert.evaluate.GroupSteps.Judged;
import dev.meshscope.queryapi.alert.evaluate.GroupSteps.Result;
import dev.meshscope.queryapi.alert.rule.AlertRule;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class GroupStepsTest {
  private static final Judged HOLDS = new Judged.Found(List.of(finding("cart")), true);
  private static final Judged QUIET = new Judged.Found(List.of(), true);
  private static final AlertRule PAGE = rule("burn", 0, 0, Map.of("severity", "page"));
  private static final AlertRule TICKET = rule("burn", 0, 0, Map.of("severity", "ticket"));

  @Test
  void rulesOfOneNameAreToldApartByTheirLabels() {
    Result first = step(List.of(), 0, List.of(PAGE, TICKET), HOLDS, HOLDS);

    Result second = step(first.alerts().values(), 5, List.of(PAGE, TICKET), QUIET, HOLDS);

    assertThat(state(second, "page")).isEqualTo(AlertState.RESOLVED);
    assertThat(state(second, "ticket")).isEqualTo(AlertState.FIRING);
    assertThat(second.errors()).allMatch(error -> error.isEmpty());
  }

  @Test
  void aRuleThatFailsStopsNoOther() {
    Result first = step(List.of(), 0, List.of(PAGE, TICKET), HOLDS, HOLDS);

    Result second =
        step(
            first.alerts().values(),
            5,
            List.of(PAGE, TICKET),
            new Judged.Failed("too much"),
            QUIET);

    assertThat(state(second, "page")).isEqualTo(AlertState.FIRING);
    assertThat(state(second, "ticket")).isEqualTo(AlertState.RESOLVED);
    assertThat(second.errors().getFirst()).contains("too much");
    assertThat(second.errors().getLast()).isEmpty();
  }

  @Test
  void rulesThatMakeTheSameAlertAreAnErrorOfTheLater() {
    Result result = step(List.of(), 0, List.of(PAGE, PAGE), HOLDS, HOLDS);

    assertThat(result.alerts()).hasSize(1);
    assertThat(result.errors().getFirst()).isEmpty();
    assertThat(result.errors().getLast())
        .hasValueSatisfying(error -> assertThat(error).contains("another rule"));
  }

  @Test
  void aRuleThatIsNoMoreResolvesItsAlerts() {
    Result first = step(List.of(), 0, List.of(PAGE, TICKET), HOLDS, HOLDS);

    Result second = step(first.alerts().values(), 5, List.of(TICKET), HOLDS);

    assertThat(state(second, "page")).isEqualTo(AlertState.RESOLVED);
    assertThat(state(second, "ticket")).isEqualTo(AlertState.FIRING);
  }

  @Test
  void silenceHoldsOnlyTheRulesThatItConcerns() {
    Result first = step(List.of(), 0, List.of(PAGE, TICKET), HOLDS, HOLDS);

    Result second =
        step(
            first.alerts().values(),
            5,
            List.of(PAGE, TICKET),
            new Judged.Found(List.of(), false),
            QUIET);

    assertThat(state(second, "page")).isEqualTo(AlertState.FIRING);
    assertThat(state(second, "ticket")).isEqualTo(AlertState.RESOLVED);
  }

  @Test
  void whatIsNotJudgedStaysAsItIs() {
    Result first = step(List.of(), 0, List.of(PAGE, TICKET), HOLDS, HOLDS);

    Result second =
        step(first.alerts().values(), 5, List.of(PAGE, TICKET), new Judged.Kept(), QUIET);

    assertThat(second.alerts().values())
        .contains(ofSeverity(first, "page"))
        .doesNotContain(ofSeverity(first, "ticket"));
    assertThat(second.errors()).allMatch(error -> error.isEmpty());
  }

  @Test
  void betweenTicksAlertsOfRulesThatAreNoMoreStay() {
    Result first = step(List.of(), 0, List.of(PAGE, TICKET), HOLDS, HOLDS);

    Result second =
        steps(List.of(TICKET)).between(first.alerts().values(), List.of(QUIET), moment(5));

    assertThat(second.alerts().values()).contains(ofSeverity(first, "page"));
    assertThat(state(second, "ticket")).isEqualTo(AlertState.RESOLVED);
  }

  @Test
  void activeAreRulesWithAnAlertThatCanStillEnd() {
    List<AlertRule> rules = List.of(PAGE, TICKET);
    Result first = step(List.of(), 0, rules, HOLDS, QUIET);
    assertThat(steps(rules).areActive(first.alerts().values())).containsExactly(true, false);

    Result second = step(first.alerts().values(), 5, rules, QUIET, QUIET);

    assertThat(steps(rules).areActive(second.alerts().values())).containsExactly(false, false);
  }

  @Test
  void whatIsTooMuchForAllGroupsIsAnErrorAndNothingEndsByIt() {
    Judged three = new Judged.Found(List.of(finding("a"), finding("b"), finding("c")), true);
    GroupSteps steps = new GroupSteps(group("g", PAGE, TICKET), Duration.ofMinutes(15), 3);
    Result first = steps.next(List.of(), List.of(HOLDS, HOLDS), moment(0));
    assertThat(first.alerts()).hasSize(2);

    Result second = steps.next(first.alerts().values(), List.of(three, HOLDS), moment(5));
    assertThat(second.alerts().keySet()).isEqualTo(first.alerts().keySet());
    assertThat(second.errors().getFirst().orElseThrow()).contains("evaluation.alertsMax");
    assertThat(second.errors().getLast()).isEmpty();

    Result third = steps.next(second.alerts().values(), List.of(QUIET, HOLDS), moment(10));
    assertThat(state(third, "page")).isEqualTo(AlertState.RESOLVED);
    assertThat(third.errors()).allMatch(error -> error.isEmpty());
  }

  private static Result step(
      Collection<Tracked> before, long seconds, List<AlertRule> rules, Judged... judged) {
    return steps(rules).next(before, List.of(judged), moment(seconds));
  }

  private static GroupSteps steps(List<AlertRule> rules) {
    return new GroupSteps(group("g", rules.toArray(AlertRule[]::new)), Duration.ofMinutes(15), 100);
  }

  private static Moment moment(long seconds) {
    return new Moment(at(seconds), complete(at(seconds)));
  }

  private static AlertState state(Result result, String severity) {
    return ofSeverity(result, severity).state();
  }

  private static Tracked ofSeverity(Result result, String severity) {
    return result.alerts().values().stream()
        .filter(one -> severity.equals(one.alert().labels().get("severity")))
        .findFirst()
        .orElseThrow();
  }
}

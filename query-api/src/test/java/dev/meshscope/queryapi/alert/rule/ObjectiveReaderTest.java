package dev.meshscope.queryapi.alert.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.meshscope.model.Cause;
import dev.meshscope.model.Entry;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectiveReaderTest {
  private static final String FULL =
      """
      apiVersion: openslo/v1
      kind: SLO
      metadata:
        name: checkout
        displayName: People can buy
        labels: {team: shop}
      spec:
        description: All of it.
        service: shop/checkout
        indicator:
          availability: {causes: [upstream-timeout]}
          source: shop/web
          version: v2
          entry: gateway
        timeWindow:
        - duration: 4w
          isRolling: true
        budgetingMethod: Occurrences
        objectives:
        - target: 0.999
        alertPolicies: []
      """;

  @Test
  void readsOpenSlosWords() {
    Objective objective = RuleSamples.rules(FULL).objectives().getFirst();
    assertThat(objective.name()).isEqualTo("checkout");
    assertThat(objective.text().displayName()).isEqualTo("People can buy");
    assertThat(objective.text().description()).isEqualTo("All of it.");
    assertThat(objective.text().labels()).containsExactly(entry("team", "shop"));
    assertThat(objective.text().file()).isEqualTo("rules.yaml");
    assertThat(objective.selector().service().orElseThrow().name()).isEqualTo("checkout");
    assertThat(objective.selector().source()).contains("shop/web");
    assertThat(objective.selector().version()).contains("v2");
    assertThat(objective.selector().entry()).contains(Entry.GATEWAY);
    assertThat(objective.indicator())
        .isEqualTo(new Indicator.Availability(Set.of(Cause.UPSTREAM_TIMEOUT)));
    assertThat(objective.target()).isEqualTo(0.999);
    assertThat(objective.window()).isEqualTo(Duration.ofDays(28));
  }

  @Test
  void readsLatencyOfAWayIn() {
    String yaml =
        RuleSamples.objective("fast")
            .replace("  service: bookinfo/reviews\n", "")
            .replace("{availability: {}}", "{latency: {below: 250ms}, entry: ingress}");
    Objective objective = RuleSamples.rules(yaml).objectives().getFirst();
    assertThat(objective.indicator()).isEqualTo(new Indicator.Latency(Duration.ofMillis(250)));
    assertThat(objective.window()).isEqualTo(Duration.ofDays(30));
  }

  /** The table of the default policy. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          30d; 0.999; page 14.4 1h 5m, page 6 6h 30m, ticket 3 1d 2h, ticket 1 3d 6h
          28d; 0.999; page 13.44 1h 5m, page 5.6 6h 30m, ticket 2.8 1d 2h, ticket 0.933 3d 6h
          30d; 0.9;   page 6 6h 30m, ticket 3 1d 2h, ticket 1 3d 6h
          1d;  0.99;  page 0.48 1h 5m, page 0.2 6h 30m, ticket 0.1 1d 2h
          1h;  0.99;  page 0.02 1h 5m
          """)
  void makesTheDefaultPolicy(String window, String target, String rows) {
    String yaml = FULL.replace("4w", window).replace("0.999", target);
    RuleGroup group = RuleSamples.rules(yaml).groups().getFirst();
    assertThat(group.name()).isEqualTo("objective:checkout");
    assertThat(group.interval()).isEqualTo(Duration.ofSeconds(5));
    assertThat(group.rules())
        .extracting(ObjectiveReaderTest::row)
        .containsExactly(rows.split(", "));
    AlertRule rule = group.rules().getFirst();
    assertThat(rule.name()).isEqualTo("ErrorBudgetBurn");
    assertThat(rule.labels()).containsEntry("team", "shop").containsEntry("objective", "checkout");
    assertThat(rendered(rule, "summary"))
        .isEqualTo("People can buy: the error budget burns 14.4 times too fast");
    assertThat(rendered(rule, "description"))
        .endsWith("of requests over " + window + ". All of it.");
  }

  @Test
  void leavesThePolicyOut() {
    RuleSet rules = RuleSamples.rules(FULL.replace("alertPolicies: []", "alertPolicies: [none]"));
    assertThat(rules.groups()).isEmpty();
    assertThat(rules.objectives()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          openslo/v1; openslo/v2; 1; apiVersion; must be one of meshscope/v1, openslo/v1
          kind: SLO; kind: AlertPolicy; 2; kind; take the document out
          name: checkout; name: Check_out; 4; metadata.name; lower case letters
          name: checkout; title: checkout; 4; metadata; must have name
          name: checkout; namee: checkout; 4; metadata.namee; did you mean name?
          People can buy; "{{ $value }}"; 5; metadata.displayName; without {{
          team: shop; severity: page; 6; metadata.labels; must have no severity
          shop/checkout; checkout; 9; spec.service; must be namespace/name
          indicator:; indicatorRef:; 11; spec.indicatorRef; is not followed
          AVAILABILITY; ratioMetric: {}; 11; spec.indicator.ratioMetric; is a query
          AVAILABILITY; latency: {}; 11; spec.indicator.latency; must have below
          AVAILABILITY; latency: {below: 2h}; 11; spec.indicator.latency.below; from 1ms to 1h
          AVAILABILITY; namespace: shop; 11; spec.indicator; either availability or latency
          source: shop/web; latency: {below: 1s}; 11; spec.indicator; either availability or latency
          4w; 1M; 16; spec.timeWindow[0].duration; write days
          4w; 93d; 16; spec.timeWindow[0].duration; from 1h to 92d
          4w; 1y; 16; spec.timeWindow[0].duration; from 1h to 92d
          isRolling: true; isRolling: false; 17; spec.timeWindow[0].isRolling; windows roll
          isRolling: true; calendar: {}; 17; spec.timeWindow[0].calendar; write isRolling: true
          Occurrences; Timeslices; 18; spec.budgetingMethod; requests are counted
          target: 0.999; target: 99.9; 20; spec.objectives[0].target; above 0 and below 1, is 99.9
          target: 0.999; targetPercent: 99.9; 20; spec.objectives[0].targetPercent; write target
          target: 0.999; op: lt; 20; spec.objectives[0].op; is no known key
          alertPolicies: []; alertPolicies: [mine]; 21; spec.alertPolicies; [none] for no alerts
          """)
  void refuses(String good, String bad, int line, String path, String reason) {
    String yaml =
        FULL.replace(
            good.replace("AVAILABILITY", "availability: {causes: [upstream-timeout]}"), bad);
    assertThat(yaml).isNotEqualTo(FULL);
    assertThat(RuleSamples.problems(yaml))
        .filteredOn(problem -> problem.path().equals(path) && problem.line() == line)
        .extracting(Problem::reason)
        .anySatisfy(found -> assertThat(found).contains(reason));
  }

  @Test
  void refusesAnObjectiveAboutEverything() {
    List<Problem> problems =
        RuleSamples.problems(
            RuleSamples.objective("all").replace("  service: bookinfo/reviews\n", ""));
    assertThat(problems).singleElement().extracting(Problem::path).isEqualTo("spec");
  }

  @Test
  void refusesTwoOfOneName() {
    String yaml = RuleSamples.objective("a") + "---\n" + RuleSamples.objective("a");
    assertThat(RuleSamples.problems(yaml))
        .singleElement()
        .satisfies(problem -> assertThat(problem.line()).isEqualTo(13))
        .satisfies(problem -> assertThat(problem.path()).isEqualTo("metadata.name"));
  }

  @Test
  void refusesABurnRateThatCannotBeReached() {
    String rule =
        RuleSamples.ruleOf("{burnRate: {objective: a, factor: 1000, long: 1h, short: 5m}}");
    assertThat(RuleSamples.problems(rule + "---\n" + RuleSamples.objective("a")))
        .singleElement()
        .satisfies(problem -> assertThat(problem.reason()).contains("must be below 1000"));
  }

  private static String rendered(AlertRule rule, String annotation) {
    return rule.annotations()
        .getOrDefault(annotation, new Template(""))
        .render(rule.labels(), 14.4);
  }

  private static String row(AlertRule rule) {
    Condition.BurnRate burnRate = (Condition.BurnRate) rule.condition();
    assertThat(DurationText.of(burnRate.longWindow())).isEqualTo(rule.labels().get("long"));
    assertThat(DurationText.of(burnRate.shortWindow())).isEqualTo(rule.labels().get("short"));
    assertThat(burnRate.eventsMin()).isEqualTo(10);
    return String.join(
        " ",
        rule.labels().getOrDefault("severity", ""),
        GoNumbers.general(Math.floor(burnRate.factor() * 1000 + 1e-6) / 1000, 6),
        DurationText.of(burnRate.longWindow()),
        DurationText.of(burnRate.shortWindow()));
  }
}

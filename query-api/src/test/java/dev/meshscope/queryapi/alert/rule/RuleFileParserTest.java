package dev.meshscope.queryapi.alert.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RuleFileParserTest {
  @Test
  void readsAGroupInPrometheusWords() {
    RuleSet rules =
        RuleSamples.rules(
            """
            groups:
            - name: g
              interval: 1m30s
              limit: 7
              labels: {team: a, severity: ticket}
              rules:
              - alert: Lag
                expr:
                  pipelineLag:
                    above: 30s
                for: 5m
                keep_firing_for: 0s
                labels:
                  severity: page
                  code: 503
                annotations:
                  summary: "{{ $value }}"
            """);
    assertThat(rules.groups())
        .containsExactly(
            new RuleGroup(
                "g",
                "rules.yaml",
                Duration.ofSeconds(90),
                7,
                List.of(
                    new AlertRule(
                        "Lag",
                        new Condition.PipelineLag(Duration.ofSeconds(30)),
                        Duration.ofMinutes(5),
                        Duration.ZERO,
                        Map.of("team", "a", "severity", "page", "code", "503"),
                        Map.of("summary", new Template("{{ $value }}"))))));
  }

  @Test
  void hasDefaults() {
    RuleGroup group =
        RuleSamples.rules(RuleSamples.ruleOf("{silentProxies: {}}")).groups().getFirst();
    assertThat(group.interval()).isEqualTo(Duration.ofSeconds(15));
    assertThat(group.alertsMax()).isEqualTo(1000);
    assertThat(group.rules().getFirst().holdDuration()).isZero();
  }

  /** As a file is that is half written, or wiped. */
  @ParameterizedTest
  @ValueSource(
      strings = {"", " \n", "# nothing yet\n---\n", "groups: []", "---\ngroups: []\n---\n"})
  void refusesAFileWithNothingInIt(String yaml) {
    assertThat(RuleSamples.problems(yaml))
        .containsExactly(
            Problem.ofFile(
                "has no group and no objective: write one, or remove the file to end its rules"));
  }

  @Test
  void readsAGroupWithoutRules() {
    RuleSet rules = RuleSamples.rules("groups: [{name: none, rules: []}]");
    assertThat(rules.groups()).extracting(RuleGroup::name).containsExactly("none");
    assertThat(rules.groups().getFirst().rules()).isEmpty();
  }

  @Test
  void readsAThousandRules() {
    StringBuilder yaml = new StringBuilder("groups:\n- name: many\n  rules:\n");
    for (int i = 0; i < 1000; i++) {
      yaml.append("  - alert: A").append(i).append("\n    expr: {pipelineLag: {above: 30s}}\n");
    }
    assertThat(RuleSamples.rules(yaml.toString()).groups().getFirst().rules()).hasSize(1000);
    assertThat(RuleSamples.problems(yaml.toString().replace("30s", "1y")))
        .hasSize(FileProblems.MAX + 1)
        .last()
        .isEqualTo(Problem.ofFile("and 900 more problems"));
  }

  /** Of a condition, which stands in line 5. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          rate(errors[5m]) > 1; expr; PromQL is not evaluated here: write a condition such as
          ; expr; exactly one of signal, new, silentProxies, pipelineLag, burnRate
          [a]; expr; must be a mapping
          {}; expr; must be a mapping
          {signal: errorRatio, new: edge}; expr; exactly one of
          {signal: errorRation, over: 5m, above: 0}; expr.signal; did you mean errorRatio?
          {signal: errorRatio, ovr: 5m, above: 0}; expr.ovr; is no known key; did you mean over?
          {signal: errorRatio, quantile: 0.9, over: 5m, above: 0}; expr.quantile; is no known key
          {signal: errorRatio, above: 0}; expr; must have over, such as over: 5m
          {signal: errorRatio, over: 1y, above: 0}; expr.over; must be from 10s to 31d, is 1y
          {signal: errorRatio, over: 9s, above: 0}; expr.over; must be from 10s to 31d, is 9s
          {signal: errorRatio, over: 5, above: 0}; expr.over; must be a duration such as 30s
          {signal: errorRatio, over: 5m, over: 6m, above: 0}; expr.over; stands there twice
          {signal: errorRatio, over: , above: 0}; expr.over; has no value
          {signal: errorRatio, over: 5m}; expr; must have above, such as above: 0.05
          {signal: errorRatio, over: 5m, above: 0, below: 1}; expr.below; one bound
          {signal: errorRatio, over: 5m, above: 1}; expr.above; at least 0 and below 1, is 1
          {signal: errorRatio, over: 5m, below: 0}; expr.below; above 0 and at most 1, is 0
          {signal: errorRatio, over: 5m, above: 5%}; expr.above; must be a number
          {signal: errorRatio, over: 5m, above: .nan}; expr.above; must be a number
          {signal: errorRatio, over: 5m, above: [1]}; expr.above; must be a text
          {signal: errorRatio, over: 5m, above: 0, requestsMin: -1}; expr.requestsMin; whole number
          {signal: errorRatio, over: 5m, above: 0, causes: [no-rout]}; expr.causes[0]; no-route?
          {signal: errorRatio, over: 5m, above: 0, causes: [none]}; expr.causes[0]; must be one of
          {signal: errorRatio, over: 5m, above: 0, causes: []}; expr.causes; at least one cause
          {signal: errorRatio, over: 5m, above: 0, causes: [other, other]}; expr.causes[1]; twice
          {signal: errorRatio, over: 5m, above: 0, service: reviews}; expr.service; namespace/name
          {signal: errorRatio, over: 5m, above: 0, service: a/b/c}; expr.service; namespace/name
          {signal: requests, service: a/b, namespace: c}; expr.namespace; is not the namespace of
          {signal: errorRatio, over: 5m, above: 0, source: a}; expr.source; namespace/workload
          {signal: errorRatio, over: 5m, above: 0, version: " "}; expr.version; must be a name
          {signal: errorRatio, over: 5m, above: 0, entry: door}; expr.entry; must be one of nodeport
          {signal: errorRatio, over: 5m, above: 0, each: pod}; expr.each; must be one of service
          {signal: latency, over: 5m, above: 500ms}; expr; must have quantile
          {signal: latency, quantile: 1, over: 5m, above: 1s}; expr.quantile; above 0 and below 1
          {signal: latency, quantile: 0.9, over: 5m, above: 2h}; expr.above; from 1ms to 1h
          {signal: latency, quantile: 0.9, over: 5m, above: 0.5}; expr.above; must be a duration
          {signal: requests, over: 5m, above: 1}; expr; must have causes
          {signal: retryAmplification, over: 5m, above: 0.5}; expr.above; from 1 to 1000
          {signal: requestRate, over: 5m, below: 0}; expr.below; above 0
          """)
  void refusesSignals(@Nullable String expr, String path, String reason) {
    refuses(expr, path, reason);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          {new: door, over: 10m}; expr.new; must be one of edge, externalHost, plaintext
          {new: edge}; expr; must have over
          {new: edge, over: 10m, against: 1s}; expr.against; from 1m to 31d
          {new: edge, over: 10m, each: edge}; expr.each; is no known key
          {silentProxies: 5}; expr.silentProxies; must have keys of its own
          {silentProxies: {above: 0.5}}; expr.silentProxies.above; must be a whole number
          {silentProxies: {over: 10s}}; expr.silentProxies.over; from 1m to 1d
          {silentProxies: {}, for: 5m}; expr.for; is no known key
          {pipelineLag: {}}; expr.pipelineLag; must have above
          {burnRate: {}}; expr.burnRate; must have objective
          {burnRate: {objective: o, factor: 0, long: 1h, short: 5m}}; expr.burnRate.factor; above 0
          {burnRate: {objective: o, factor: 2, long: 5m, short: 5m}}; BURN.short; shorter than
          {burnRate: {objective: o, factor: 2, long: 1h, short: 5m}}; BURN.objective; there is no
          """)
  void refusesOtherConditions(String expr, String path, String reason) {
    refuses(expr, path, reason);
  }

  private static void refuses(@Nullable String expr, String path, String reason) {
    String expected = "groups[0].rules[0]." + path.replace("BURN", "expr.burnRate");
    assertThat(RuleSamples.problems(RuleSamples.ruleOf(expr == null ? "" : expr)))
        .filteredOn(problem -> problem.path().equals(expected))
        .allSatisfy(problem -> assertThat(problem.line()).isEqualTo(5))
        .anySatisfy(problem -> assertThat(problem.reason()).contains(reason));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          group: []; 1; group; did you mean groups?
          group: []; 1; document; must have groups
          just a text; 1; document; must have groups
          groups: {}; 1; groups; must be a list
          groups:; 1; groups; must be a list; leave it out where there is none
          groups: []`\\n`more: 1; 2; more; is no known key
          groups: [{}]; 1; groups[0]; must have name
          groups: [{name: a}]; 1; groups[0]; must have rules
          groups: [{name: objective:a, rules: []}]; 1; groups[0].name; must not begin with
          GROUP [], interval: 0s}]; 1; groups[0].interval; from 1s to 1d
          GROUP [], limit: 0}]; 1; groups[0].limit; from 1 to 10000
          GROUP [], query_offset: 1m}]; 1; groups[0].query_offset; leave it out
          GROUP [{record: b, expr: c}]}]; 1; RULE.record; recording rule
          GROUP [{}]}]; 1; RULE; must have alert
          GROUP [{alert: b, for: 2d}]}]; 1; RULE.for; from 0s to 1d
          GROUP [{labels: {a-b: c}}]}]; 1; RULE.labels.a-b; must be named
          GROUP [{labels: {alertname: c}}]}]; 1; RULE.labels.alertname; write alert
          GROUP [{labels: {a: "{{ $value }}"}}]}]; 1; RULE.labels.a; templates are
          GROUP [{annotations: {a: "{{ x"}}]}]; 1; RULE.annotations.a; {{ without }}
          GROUP []}, {name: a, rules: []}]; 1; groups[1].name; name of another group
          groups: [; 1; document; is no valid YAML
          groups: [&a [*a]]; 1; document; uses an alias
          a: [[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]; 1; document; nested more than 20
          """)
  void refusesFiles(String yaml, int line, String path, String reason) {
    assertThat(
            RuleSamples.problems(
                yaml.replace("`\\n`", "\n").replace("GROUP", "groups: [{name: a, rules:")))
        .filteredOn(problem -> problem.path().equals(path.replace("RULE", "groups[0].rules[0]")))
        .anySatisfy(problem -> {
          assertThat(problem.reason()).contains(reason);
          assertThat(problem.line()).isEqualTo(line);
        });
  }

  @Test
  void refusesWhatIsNoText() {
    assertThat(RuleFileParser.parse("x", new byte[] {'a', (byte) 0xff}).problems())
        .containsExactly(Problem.ofFile("is no text in UTF-8"));
  }

  /** Of most the parser says itself what is wrong. */
  @ParameterizedTest
  @ValueSource(strings = {"\\U80000000", "\\UFFFFFFFF", "\\U00110000", "\\uD83", "\\x", "\\"})
  void refusesEscapesOfNoCharacter(String escape) {
    assertThat(RuleSamples.problems("groups: \"" + escape + "\""))
        .singleElement()
        .satisfies(problem -> assertThat(problem.path()).isEqualTo("document"))
        .satisfies(problem -> assertThat(problem.reason()).contains("YAML"));
  }

  @Test
  void saysWhatTheParserDiedOf() {
    assertThat(RuleSamples.problems("groups: \"\\UFFFFFFFF\""))
        .extracting(Problem::text)
        .singleElement(STRING)
        .startsWith(": document: cannot be read as YAML: ")
        .contains("FFFFFFFF");
  }

  @Test
  void refusesRulesWhoseAlertsCouldNotBeToldApart() {
    String yaml =
        RuleSamples.ruleOf("{silentProxies: {}}")
            + """
              - alert: A
                expr: {pipelineLag: {above: 1m}}
            """;
    assertThat(RuleSamples.problems(yaml))
        .singleElement()
        .satisfies(problem -> assertThat(problem.line()).isEqualTo(6))
        .satisfies(problem -> assertThat(problem.reason()).contains("groups[0].rules[0]"));
    assertThat(RuleSamples.problems(yaml + "    labels: {severity: page}\n")).isEmpty();
  }

  @Test
  void refusesALabelThatTheConditionGives() {
    String yaml =
        RuleSamples.ruleOf("{signal: errorRatio, over: 5m, above: 0, each: service}")
            + "    labels: {service: a}\n";
    assertThat(RuleSamples.problems(yaml).getFirst().reason()).contains("no label service");
  }

  @Test
  void saysWhereItIs() {
    Problem problem = RuleSamples.problems(RuleSamples.ruleOf("up")).getFirst();
    assertThat(problem.text()).startsWith(":5: groups[0].rules[0].expr: is a text;");
    assertThat(problem.column()).isEqualTo(11);
  }
}

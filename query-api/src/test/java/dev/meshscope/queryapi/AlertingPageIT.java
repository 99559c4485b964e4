package dev.meshscope.queryapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.meshscope.queryapi.alert.evaluate.Judge;
import dev.meshscope.queryapi.alert.evaluate.Judge.Finding;
import dev.meshscope.queryapi.alert.evaluate.LagOnce;
import dev.meshscope.queryapi.alert.rule.AlertRule;
import dev.meshscope.queryapi.alert.rule.Condition.BurnRate;
import dev.meshscope.queryapi.alert.rule.Condition.PipelineLag;
import dev.meshscope.queryapi.alert.rule.RuleGroup;
import dev.meshscope.queryapi.alert.rule.RuleSet;
import dev.meshscope.queryapi.alert.rule.RulesCheck;
import dev.meshscope.queryapi.alert.rule.RulesConfig;
import dev.meshscope.storage.ClickHouseConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every rule that docs/reference/alerting.md shows is executed: on traffic that breaks it, and on
 * healthy traffic. The default policy of its objectives is too.
 */
@ExtendWith(SharedEngine.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("engine")
final class AlertingPageIT {
  private static final Pattern YAML = Pattern.compile("(?s)```yaml\n(.*?)```");

  /** All windows up to three days end at it exactly: those move on by six minutes. */
  private final Instant tick = Instant.ofEpochSecond(Instant.now().getEpochSecond() / 360 * 360);

  private final Instant now = tick.plusSeconds(1);
  private final AlertingPageCases cases = new AlertingPageCases(tick);
  private final Map<String, List<AlertRule>> rules = new LinkedHashMap<>();

  @BeforeAll
  void readThePage(@TempDir Path directory) throws IOException {
    Path root = Path.of(Objects.requireNonNull(System.getProperty("meshscope.root")));
    String page = Files.readString(root.resolve("docs/reference/alerting.md"));
    List<String> examples = YAML.matcher(page).results().map(example -> example.group(1)).toList();
    for (int i = 0; i < examples.size(); i++) {
      Files.writeString(directory.resolve(i + ".yaml"), examples.get(i));
    }
    StringWriter problems = new StringWriter();
    RuleSet all =
        RulesCheck.read(
                List.of(directory),
                RulesConfig.defaults(),
                new PrintWriter(new StringWriter()),
                new PrintWriter(problems, true))
            .orElseThrow(() -> new AssertionError(problems.toString()));
    for (RuleGroup group : all.groups()) {
      for (AlertRule rule : group.rules()) {
        rules
            .computeIfAbsent(group.name() + "/" + rule.name(), absent -> new ArrayList<>())
            .add(rule);
      }
    }
  }

  Stream<String> names() {
    return rules.keySet().stream();
  }

  @Test
  void everyRuleOfThePageHasACase() {
    assertThat(uncovered(rules.keySet())).isEmpty();
    assertThat(cases.names()).as("rules of the page").isSubsetOf(rules.keySet());
  }

  @Test
  void aRuleWithoutACaseIsNamed() {
    assertThat(uncovered(List.of("signals/Slow", "signals/Fresh")))
        .containsExactly("alerting.md has rule signals/Fresh, which no case breaks");
  }

  @ParameterizedTest
  @MethodSource("names")
  void findsWhatBreaksIt(String name, ClickHouseConfig engine) throws Exception {
    assertThat(uncovered(List.of(name))).isEmpty();
    AlertingPageCases.Case broken = cases.named(name);
    ClickHouseConfig database = engine.withDatabase("Page" + name.replaceAll("\\W", ""));
    try (StoredTraffic traffic = new StoredTraffic(database);
        RuleReads reads = new RuleReads(database)) {
      broken.traffic().addTo(traffic);
      Map<Map<String, String>, Double> found = alerts(reads, rules.getOrDefault(name, List.of()));
      assertThat(found.keySet()).isEqualTo(broken.alerts().keySet());
      broken
          .alerts()
          .forEach((labels, value) ->
              assertThat(found.get(labels)).as("%s", labels).isCloseTo(value, within(1e-9)));
    }
  }

  @Test
  void findsNothingOnHealthyTraffic(ClickHouseConfig engine) throws Exception {
    ClickHouseConfig database = engine.withDatabase("PageHealthy");
    try (StoredTraffic traffic = new StoredTraffic(database);
        RuleReads reads = new RuleReads(database)) {
      cases.healthy().addTo(traffic);
      for (Map.Entry<String, List<AlertRule>> one : rules.entrySet()) {
        assertThat(alerts(reads, one.getValue())).as(one.getKey()).isEmpty();
      }
      List<AlertRule> burning =
          rules.values().stream().flatMap(List::stream).map(AlertingPageIT::fromNineOn).toList();
      assertThat(alerts(reads, burning))
          .as("budgets burn, by nine bad requests, one less than counts")
          .hasSize(1 + 4 + 4);
    }
  }

  private List<String> uncovered(Collection<String> names) {
    return new TreeSet<>(names)
        .stream()
            .filter(name -> !cases.names().contains(name))
            .map(name -> "alerting.md has rule " + name + ", which no case breaks")
            .toList();
  }

  /** Labels, as an alert has them, and values of what is found. */
  private Map<Map<String, String>, Double> alerts(RuleReads reads, List<AlertRule> all)
      throws Exception {
    Map<Map<String, String>, Double> alerts = new LinkedHashMap<>();
    for (AlertRule rule : all) {
      for (Finding finding : findings(reads.judge(), rule)) {
        Map<String, String> labels = new TreeMap<>(finding.labels());
        labels.putAll(rule.labels());
        labels.put("alertname", rule.name());
        assertThat(alerts.put(labels, finding.value())).as("%s, again", labels).isNull();
      }
    }
    return alerts;
  }

  private List<Finding> findings(Judge judge, AlertRule rule) throws Exception {
    return rule.condition() instanceof PipelineLag
        ? LagOnce.findings(rule, judge, now)
        : judge.findings(rule, tick, now);
  }

  private static AlertRule fromNineOn(AlertRule rule) {
    return rule.condition() instanceof BurnRate asked
        ? new AlertRule(
            rule.name(),
            new BurnRate(
                asked.objective(), asked.factor(), asked.longWindow(), asked.shortWindow(), 9),
            rule.holdDuration(),
            rule.keepFiringFor(),
            rule.labels(),
            rule.annotations())
        : rule;
  }
}

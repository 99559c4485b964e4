package dev.meshscope.queryapi.alert.evaluate;

import dev.meshscope.queryapi.alert.evaluate.Judge.DataState;
import dev.meshscope.queryapi.alert.evaluate.Judge.Finding;
import dev.meshscope.queryapi.alert.rule.AlertRule;
import dev.meshscope.queryapi.alert.rule.Condition;
import dev.meshscope.queryapi.alert.rule.RuleGroup;
import dev.meshscope.queryapi.alert.rule.RuleSet;
import dev.meshscope.queryapi.alert.rule.Selector;
import dev.meshscope.queryapi.alert.rule.Selectors;
import dev.meshscope.queryapi.alert.rule.Signal;
import dev.meshscope.queryapi.alert.rule.Template;
import dev.meshscope.storage.read.WorkloadName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Rules, findings and times to test with. */
final class Rules {
  static final Instant START = Instant.parse("2026-01-31T12:00:00Z");

  private Rules() {}

  static AlertRule rule(String name, long holdSeconds, long keepSeconds) {
    return rule(name, holdSeconds, keepSeconds, Map.of());
  }

  static AlertRule rule(
      String name, long holdSeconds, long keepSeconds, Map<String, String> labels) {
    return new AlertRule(
        name,
        new Condition.SilentProxies(0, Duration.ofMinutes(5)),
        Duration.ofSeconds(holdSeconds),
        Duration.ofSeconds(keepSeconds),
        labels,
        Map.of("summary", new Template("something is wrong")));
  }

  /** On the rate of all requests. */
  static AlertRule threshold(String name, long overSeconds, boolean isUpper) {
    var everything = Selectors.all(Selector.Each.NOTHING);
    return new AlertRule(
        name,
        new Condition.Threshold(
            new Signal.RequestRate(),
            everything,
            Duration.ofSeconds(overSeconds),
            new Condition.Bound(1, isUpper),
            0),
        Duration.ZERO,
        Duration.ZERO,
        Map.of(),
        Map.of());
  }

  static RuleGroup group(String name, AlertRule... rules) {
    return new RuleGroup(name, "rules.yaml", Duration.ofSeconds(5), 3, List.of(rules));
  }

  static RuleSet set(RuleGroup... groups) {
    return new RuleSet(List.of(groups), List.of());
  }

  static Finding finding(String service) {
    return new Finding(new TreeMap<>(Map.of("service", service)), 0.5, List.of("edge"));
  }

  /** What fires of a service. */
  static Tracked tracked(String service) {
    var outcome =
        new AlertSteps(group("g"), Duration.ofMinutes(15))
            .next(
                rule("r", 0, 0),
                List.of(),
                List.of(finding(service)),
                new Moment(at(0), complete(at(0))));
    return ((AlertSteps.Outcome.Next) outcome).alerts().getFirst();
  }

  static Instant at(long seconds) {
    return START.plusSeconds(seconds);
  }

  /** On the pipeline's lag. */
  static AlertRule lagRule(String name, long aboveSeconds, long holdSeconds) {
    return new AlertRule(
        name,
        new Condition.PipelineLag(Duration.ofSeconds(aboveSeconds)),
        Duration.ofSeconds(holdSeconds),
        Duration.ZERO,
        Map.of(),
        Map.of());
  }

  /** All is stored, but somebody is silent. */
  static DataState silent(Instant tick) {
    return new DataState(tick, 0.5, Set.of(new WorkloadName("east", "shop", "cart")));
  }

  static DataState complete(Instant tick) {
    return new DataState(tick, 1.0);
  }
}

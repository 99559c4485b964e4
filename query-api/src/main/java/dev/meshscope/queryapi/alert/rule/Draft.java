package dev.meshscope.queryapi.alert.rule;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What stands in one file, before it is seen together with the others. */
record Draft(
    String file, List<Draft.Group> groups, List<Draft.Goal> goals, List<Problem> problems) {
  Draft {
    groups = List.copyOf(groups);
    goals = List.copyOf(goals);
    problems = List.copyOf(problems);
  }

  /** A file that could not be read. */
  static Draft unreadable(String file, String reason) {
    return new Draft(file, List.of(), List.of(), List.of(Problem.ofFile(reason)));
  }

  int rules() {
    return groups.stream().mapToInt(group -> group.rules().size()).sum();
  }

  /** Whether alerts of another version end if this one takes its place. */
  boolean lacksSomethingOf(Draft other) {
    return problems.isEmpty() && !keys().containsAll(other.keys());
  }

  private Set<Key> keys() {
    return groups.stream()
        .flatMap(group ->
            group.rules().stream().map(rule -> new Key(group.name(), rule.name(), rule.labels())))
        .collect(Collectors.toSet());
  }

  /** What alerts belong to. */
  private record Key(String group, String rule, Map<String, String> labels) {}

  /** An objective, and where it stands. */
  record Goal(Place at, Objective objective) {}

  /** A group, and where it stands. */
  record Group(Place at, String name, Duration interval, int alertsMax, List<Rule> rules) {
    Group {
      rules = List.copyOf(rules);
    }

    /** Without the rules whose objective is not there. */
    RuleGroup finish(String file, Function<String, Optional<Objective>> objectives) {
      return new RuleGroup(
          name,
          file,
          interval,
          alertsMax,
          rules.stream().flatMap(rule -> rule.finish(objectives).stream()).toList());
    }
  }

  /** A rule, and where it stands. */
  record Rule(
      Place at,
      String name,
      DraftCondition condition,
      Duration holdDuration,
      Duration keepFiringFor,
      Map<String, String> labels,
      Map<String, Template> annotations) {
    Optional<AlertRule> finish(Function<String, Optional<Objective>> objectives) {
      return condition
          .finish(objectives)
          .map(whole ->
              new AlertRule(name, whole, holdDuration, keepFiringFor, labels, annotations));
    }
  }
}

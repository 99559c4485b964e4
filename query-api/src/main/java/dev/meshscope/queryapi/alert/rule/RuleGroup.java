package dev.meshscope.queryapi.alert.rule;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Rules that are evaluated together, by one process at a time.
 *
 * @param name unique among all files
 * @param file where it is written, relative to the directory of rules
 * @param interval between two evaluations, 1 s–1 d
 * @param alertsMax of one rule; more are an error of that rule
 * @param rules in the order of the file
 */
public record RuleGroup(
    String name, String file, Duration interval, int alertsMax, List<AlertRule> rules) {
  public RuleGroup {
    requireNonNull(name);
    requireNonNull(file);
    requireNonNull(interval);
    rules = List.copyOf(rules);
  }

  /**
   * Which rule an alert of this group is of: rules of one name are told apart by the labels that
   * they add, the one with most of them first.
   *
   * @param name of the alert's rule
   * @param alertLabels all labels of the alert
   * @return its place in {@link #rules}; negative when no rule makes such alerts any more
   */
  public int owner(String name, Map<String, String> alertLabels) {
    int best = -1;
    for (int i = 0; i < rules.size(); i++) {
      AlertRule rule = rules.get(i);
      boolean fits =
          rule.name().equals(name) && alertLabels.entrySet().containsAll(rule.labels().entrySet());
      if (fits && (best < 0 || rule.labels().size() > rules.get(best).labels().size())) {
        best = i;
      }
    }
    return best;
  }
}

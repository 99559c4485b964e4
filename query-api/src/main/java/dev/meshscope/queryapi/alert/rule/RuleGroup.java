package dev.meshscope.queryapi.alert.rule;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

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
}

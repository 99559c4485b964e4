package dev.meshscope.queryapi.alert.rule;

import java.util.List;

/**
 * Everything that is to be evaluated. The burn rates of objectives are groups too, one for each,
 * named {@code objective:<name>}.
 *
 * @param groups with unique names
 * @param objectives with unique names
 */
public record RuleSet(List<RuleGroup> groups, List<Objective> objectives) {
  /** Nothing. */
  public static final RuleSet EMPTY = new RuleSet(List.of(), List.of());

  public RuleSet {
    groups = List.copyOf(groups);
    objectives = List.copyOf(objectives);
  }
}

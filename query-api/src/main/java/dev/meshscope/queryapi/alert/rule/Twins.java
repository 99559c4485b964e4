package dev.meshscope.queryapi.alert.rule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Rules of different groups whose alerts may have the same labels. Receivers would take them for
 * one alert, of which each group tells something else.
 */
final class Twins {
  private final Map<Key, List<Known>> known = new HashMap<>();

  private record Key(String alert, Map<String, String> labels, List<String> labelNames) {}

  private record Known(Draft.Rule rule, String group, String file) {}

  /** Remembers the rules of a file. */
  void add(Draft draft) {
    for (Draft.Group group : draft.groups()) {
      add(group, draft.file());
    }
  }

  /**
   * What of a file is too much like what is known, or like other groups of it. The rules of
   * objectives are told apart by their objective's name, which is unique.
   */
  List<Problem> find(Draft draft) {
    List<Problem> found = new ArrayList<>();
    Twins own = new Twins();
    for (Draft.Group group : draft.groups()) {
      if (group.name().startsWith(GroupReader.OBJECTIVE_PREFIX)) {
        continue;
      }
      for (Draft.Rule rule : group.rules()) {
        twin(rule)
            .or(() -> own.twin(rule))
            .map(twin -> rule.at().problem(reason(twin)))
            .ifPresent(found::add);
      }
      own.add(group, draft.file());
    }
    return found;
  }

  private void add(Draft.Group group, String file) {
    for (Draft.Rule rule : group.rules()) {
      known
          .computeIfAbsent(key(rule), _ -> new ArrayList<>())
          .add(new Known(rule, group.name(), file));
    }
  }

  private Optional<Known> twin(Draft.Rule rule) {
    Key key = key(rule);
    return known.getOrDefault(key, List.of()).stream()
        .filter(other -> !areApart(rule, other.rule(), key.labelNames()))
        .findFirst();
  }

  private static boolean areApart(Draft.Rule rule, Draft.Rule other, List<String> labelNames) {
    return selector(rule)
        .flatMap(one -> selector(other).map(two -> one.isApartFrom(two, labelNames)))
        .orElse(false);
  }

  private static Key key(Draft.Rule rule) {
    List<String> labelNames =
        switch (rule.condition()) {
          case DraftCondition.Whole(Condition condition) -> condition.labelNames();
          case DraftCondition.Burning _ -> List.of();
        };
    return new Key(rule.name(), rule.labels(), labelNames);
  }

  private static Optional<Selector> selector(Draft.Rule rule) {
    return rule.condition() instanceof DraftCondition.Whole(Condition condition)
        ? switch (condition) {
          case Condition.Threshold threshold -> Optional.of(threshold.selector());
          case Condition.Appearance appearance -> Optional.of(appearance.selector());
          case Condition.BurnRate _, Condition.SilentProxies _, Condition.PipelineLag _ ->
              Optional.empty();
        }
        : Optional.empty();
  }

  private static String reason(Known twin) {
    return ("makes alerts with the labels of those of group %s in %s, so that receivers would take"
            + " both for one: give it another label or name")
        .formatted(FileProblems.shown(twin.group()), twin.file());
  }
}

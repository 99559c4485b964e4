package dev.meshscope.queryapi.alert.rule;

import dev.meshscope.runtime.config.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sees all files together, by name: a name belongs to the first file that has it, and an objective
 * may stand in any. A file that does not fit falls back to its last good version, if that fits.
 */
final class Linker {
  private final RulesConfig limits;
  private final List<Versions> files;
  private final Map<String, List<Problem>> problems = new LinkedHashMap<>();

  private Linker(RulesConfig limits, List<Versions> files) {
    this.limits = limits;
    this.files = files;
  }

  /**
   * Two versions of a file.
   *
   * @param fresh as it is now
   * @param good the last that was in force
   */
  record Versions(Draft fresh, @Nullable Draft good) {
    String file() {
      return fresh.file();
    }
  }

  /**
   * What is in force.
   *
   * @param rules all together
   * @param chosen which version of each file; none for a file of which none fits
   * @param problems of each file that has some
   */
  record Linked(RuleSet rules, Map<String, Draft> chosen, Map<String, List<Problem>> problems) {}

  static Linked link(List<Versions> files, RulesConfig limits) {
    return new Linker(limits, files).link();
  }

  private Linked link() {
    for (Versions versions : files) {
      refuse(versions.file(), versions.fresh().problems());
    }
    // Each round refuses one file more, so there is a last one.
    Round round = round();
    while (refuseUnknownObjectives(round)) {
      round = round();
    }
    tellLostRules(round);
    return new Linked(round.rules(), round.chosen, problems);
  }

  /** What is left out of last good versions, because its objective is there no more. */
  private void tellLostRules(Round round) {
    for (Versions versions : files) {
      Draft good = versions.good();
      if (good != null
          && !good.equals(versions.fresh())
          && good.equals(round.chosen.get(good.file()))) {
        List<Problem> lost =
            unknownObjectives(good, round).stream()
                .map(one -> one.because("of the version in force is left out: " + one.reason()))
                .toList();
        refuse(good.file(), lost);
      }
    }
  }

  private void refuse(String file, List<Problem> found) {
    if (!found.isEmpty()) {
      problems.computeIfAbsent(file, _ -> new ArrayList<>()).addAll(found);
    }
  }

  private Round round() {
    Round round = new Round();
    for (Versions versions : files) {
      boolean isRefused = problems.containsKey(versions.file());
      Draft draft = isRefused ? versions.good() : versions.fresh();
      if (draft == null) {
        continue;
      }
      List<Problem> found = round.take(draft);
      if (!isRefused && !found.isEmpty()) {
        refuse(versions.file(), found);
        Draft good = versions.good();
        if (good != null) {
          round.take(good);
        }
      }
    }
    return round;
  }

  /** Whether a file was refused that was not before. */
  private boolean refuseUnknownObjectives(Round round) {
    boolean isNews = false;
    for (Draft draft : round.chosen.values()) {
      boolean isRefused = problems.containsKey(draft.file());
      List<Problem> found = isRefused ? List.of() : unknownObjectives(draft, round);
      isNews |= !found.isEmpty();
      refuse(draft.file(), found);
    }
    return isNews;
  }

  private static List<Problem> unknownObjectives(Draft draft, Round round) {
    List<Problem> found = new ArrayList<>();
    for (Draft.Group group : draft.groups()) {
      for (Draft.Rule rule : group.rules()) {
        if (rule.condition() instanceof DraftCondition.Burning burning) {
          round.obstacle(burning).map(burning.at()::problem).ifPresent(found::add);
        }
      }
    }
    return found.subList(0, Math.min(found.size(), FileProblems.MAX));
  }

  /** One attempt to take all files together. */
  private final class Round {
    private final Map<String, Draft> chosen = new LinkedHashMap<>();
    private final Map<String, String> fileOfGroup = new HashMap<>();
    private final Map<String, Objective> objectives = new LinkedHashMap<>();
    private final Twins twins = new Twins();
    private int rules;

    /** Takes a version of a file, or says why not. */
    List<Problem> take(Draft draft) {
      List<Problem> found = obstacles(draft);
      if (found.isEmpty()) {
        chosen.put(draft.file(), draft);
        draft.groups().forEach(group -> fileOfGroup.put(group.name(), draft.file()));
        draft.goals().forEach(goal -> objectives.put(goal.objective().name(), goal.objective()));
        twins.add(draft);
        rules += draft.rules();
      }
      return found;
    }

    private List<Problem> obstacles(Draft draft) {
      List<Problem> found = new ArrayList<>();
      Set<String> own = new HashSet<>();
      for (Draft.Group group : draft.groups()) {
        String name = group.name();
        if (!name.startsWith(GroupReader.OBJECTIVE_PREFIX)) {
          String other = own.add(name) ? fileOfGroup.get(name) : draft.file();
          twice("group", name, group.at(), other).ifPresent(found::add);
        }
      }
      own.clear();
      for (Draft.Goal goal : draft.goals()) {
        String name = goal.objective().name();
        Objective known = objectives.get(name);
        String elsewhere = known == null ? null : known.text().file();
        String other = own.add(name) ? elsewhere : draft.file();
        twice("objective", name, goal.at(), other).ifPresent(found::add);
      }
      found.addAll(twins.find(draft));
      limit("groups", fileOfGroup.size() + draft.groups().size(), limits.groupsMax())
          .ifPresent(found::add);
      limit("rules", rules + draft.rules(), limits.rulesMax()).ifPresent(found::add);
      return found.subList(0, Math.min(found.size(), FileProblems.MAX));
    }

    private static Optional<Problem> twice(
        String what, String name, Place at, @Nullable String other) {
      return other == null
          ? Optional.empty()
          : Optional.of(
              at.problem(
                  "is the name of another %s in %s: %s must be unique among all files"
                      .formatted(what, other, FileProblems.shown(name))));
    }

    private static Optional<Problem> limit(String what, int count, int most) {
      return count <= most
          ? Optional.empty()
          : Optional.of(
              Problem.ofFile(
                  "brings all files to %d %s, at most %d are allowed (rules.%sMax)"
                      .formatted(count, what, most, what)));
    }

    Optional<String> obstacle(DraftCondition.Burning burning) {
      Objective objective = objectives.get(burning.objective());
      if (objective == null) {
        return Optional.of(
            "there is no objective "
                + FileProblems.shown(burning.objective())
                + " in any file"
                + Nearest.to(FileProblems.cut(burning.objective()), objectives.keySet())
                    .map(near -> "; did you mean " + near + "?")
                    .orElse(""));
      }
      double most = burning.factor() * objective.errorBudget();
      return most < 1
          ? Optional.empty()
          : Optional.of(
              "could never hold: with target %s the factor must be below %s"
                  .formatted(
                      Values.plain(objective.target()),
                      GoNumbers.general(1 / objective.errorBudget(), 6)));
    }

    RuleSet rules() {
      List<RuleGroup> groups = new ArrayList<>();
      for (Draft draft : chosen.values()) {
        for (Draft.Group group : draft.groups()) {
          groups.add(group.finish(draft.file(), name -> Optional.ofNullable(objectives.get(name))));
        }
      }
      return new RuleSet(groups, List.copyOf(objectives.values()));
    }
  }
}

package dev.meshscope.queryapi.alert.answer;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertState;
import dev.meshscope.queryapi.alert.evaluate.GroupStatus;
import dev.meshscope.queryapi.alert.rule.AlertRule;
import dev.meshscope.queryapi.alert.rule.ConditionText;
import dev.meshscope.queryapi.alert.rule.FileStatus;
import dev.meshscope.queryapi.alert.rule.RuleGroup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules in force, how their evaluation goes, and where they come from.
 *
 * @param groups in the order in which they were read
 * @param files every file of the directory
 */
public record RuleList(List<Group> groups, List<File> files) {
  private static final double MILLIS_PER_SECOND = 1000;
  private static final double NANOS_PER_MILLI = 1e6;

  public RuleList {
    groups = List.copyOf(groups);
    files = List.copyOf(files);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / MILLIS_PER_SECOND;
  }

  /**
   * A group.
   *
   * @param limit most alerts of one rule
   * @param lastEvaluation the time that the latest evaluation was about
   * @param evaluationMillis how long it took; null where another process evaluates
   * @param lastError why the evaluation that is due fails
   */
  public record Group(
      String name,
      String file,
      double intervalSeconds,
      int limit,
      @Nullable Instant lastEvaluation,
      @Nullable Double evaluationMillis,
      @Nullable String lastError,
      List<Rule> rules) {

    /**
     * A group with its rules.
     *
     * @param status what is known of its evaluation
     * @param alerts those of all groups; empty where they are not known
     */
    public static Group of(
        RuleGroup group, Optional<GroupStatus> status, Optional<List<Alert>> alerts) {
      List<Rule> rules = new ArrayList<>();
      List<GroupStatus.RuleStatus> known = status.map(GroupStatus::rules).orElse(List.of());
      Optional<List<List<Alert>>> owned = alerts.map(all -> owned(group, all));
      for (int i = 0; i < group.rules().size(); i++) {
        int place = i;
        rules.add(
            Rule.of(
                group.rules().get(i),
                i < known.size() ? Optional.of(known.get(i)) : Optional.empty(),
                owned.map(byRule -> byRule.get(place))));
      }
      return new Group(
          group.name(),
          group.file(),
          seconds(group.interval()),
          group.alertsMax(),
          status.flatMap(GroupStatus::lastEvaluation).orElse(null),
          status
              .filter(GroupStatus::isLed)
              .map(led -> led.evaluationTime().toNanos() / NANOS_PER_MILLI)
              .orElse(null),
          status.flatMap(GroupStatus::lastError).orElse(null),
          rules);
    }

    /** The alerts of each rule, in the group's order; as the evaluator tells rules apart. */
    private static List<List<Alert>> owned(RuleGroup group, List<Alert> alerts) {
      List<List<Alert>> byRule = new ArrayList<>();
      group.rules().forEach(_ -> byRule.add(new ArrayList<>()));
      for (Alert alert : alerts) {
        if (alert.rule().group().equals(group.name())) {
          int owner = group.owner(alert.rule().name(), alert.labels());
          if (owner >= 0) {
            byRule.get(owner).add(alert);
          }
        }
      }
      return byRule;
    }
  }

  /**
   * A rule.
   *
   * @param query the condition in one line
   * @param health {@code ok}, {@code err} or {@code unknown}: known only where it is evaluated
   * @param state the worst of its alerts; null without one, or where they are not known
   * @param alerts how many it has; null where they are not known
   */
  public record Rule(
      String name,
      String query,
      double forSeconds,
      double keepFiringForSeconds,
      Map<String, String> labels,
      Map<String, String> annotations,
      String health,
      @Nullable String lastError,
      @Nullable String state,
      @Nullable Integer alerts) {
    static Rule of(
        AlertRule rule, Optional<GroupStatus.RuleStatus> status, Optional<List<Alert>> alerts) {
      Map<String, String> annotations = new TreeMap<>();
      rule.annotations().forEach((name, template) -> annotations.put(name, template.text()));
      return new Rule(
          rule.name(),
          ConditionText.of(rule.condition()),
          seconds(rule.holdDuration()),
          seconds(rule.keepFiringFor()),
          new TreeMap<>(rule.labels()),
          annotations,
          status.map(known -> known.health().text()).orElse("unknown"),
          status.flatMap(GroupStatus.RuleStatus::lastError).orElse(null),
          alerts.flatMap(Rule::worst).orElse(null),
          alerts.map(List::size).orElse(null));
    }

    private static Optional<String> worst(List<Alert> alerts) {
      return Stream.of(AlertState.FIRING, AlertState.PENDING, AlertState.RESOLVED)
          .filter(state -> alerts.stream().anyMatch(alert -> alert.state() == state))
          .map(AlertState::text)
          .findFirst();
    }
  }

  /**
   * A file of rules.
   *
   * @param inForce whether a version of it is in force: where there are problems, the last good one
   * @param problems why the file as it is now is not in force
   * @param since when it came to be so
   */
  public record File(String file, boolean inForce, List<Problem> problems, Instant since) {
    /** A file as it stands. */
    public static File of(FileStatus status) {
      return new File(
          status.file(),
          status.inForce(),
          status.problems().stream()
              .map(problem -> new Problem(problem.line(), problem.path(), problem.reason()))
              .toList(),
          status.since());
    }
  }

  /**
   * A place in a file that is wrong.
   *
   * @param line from 1; 0 where it is about the whole file
   * @param path such as {@code groups[0].rules[2].expr}
   * @param detail what is wrong and what is allowed
   */
  public record Problem(int line, String path, String detail) {}
}

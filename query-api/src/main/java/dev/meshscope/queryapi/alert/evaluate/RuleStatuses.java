package dev.meshscope.queryapi.alert.evaluate;

import dev.meshscope.queryapi.alert.evaluate.GroupStatus.RuleStatus;
import dev.meshscope.queryapi.alert.evaluate.GroupSteps.Judged;
import dev.meshscope.queryapi.alert.rule.AlertRule;
import dev.meshscope.queryapi.alert.rule.RuleGroup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How each rule of a group went when it was judged last. One owner, not thread-safe. */
final class RuleStatuses {
  private List<RuleStatus> statuses = List.of();

  /** In the group's order; empty where nothing was evaluated yet. */
  List<RuleStatus> all() {
    return statuses;
  }

  /**
   * Some or all rules were judged; how the others went stays.
   *
   * @param errors of each rule, empty for one that is well
   */
  void judged(
      RuleGroup group, List<Attempt> attempts, List<Optional<String>> errors, Instant tick) {
    follow(group);
    List<RuleStatus> next = new ArrayList<>();
    for (int i = 0; i < attempts.size(); i++) {
      Attempt attempt = attempts.get(i);
      boolean isKept = attempt.judged() instanceof Judged.Kept;
      RuleStatus before = statuses.get(i);
      next.add(isKept ? before : before.tried(errors.get(i), tick, attempt.time()));
    }
    statuses = List.copyOf(next);
  }

  /** The tables cannot be read, which those rules need. */
  void unreadable(RuleGroup group, String error) {
    follow(group);
    List<RuleStatus> next = new ArrayList<>();
    for (int i = 0; i < statuses.size(); i++) {
      RuleStatus before = statuses.get(i);
      next.add(
          group.rules().get(i).condition().isAboutThePresent() ? before : before.failed(error));
    }
    statuses = List.copyOf(next);
  }

  /** Of other rules than before nothing is known. */
  private void follow(RuleGroup group) {
    List<String> names = group.rules().stream().map(AlertRule::name).toList();
    if (!names.equals(statuses.stream().map(RuleStatus::name).toList())) {
      statuses = names.stream().map(RuleStatus::unknown).toList();
    }
  }

  /**
   * What was found of a rule.
   *
   * @param time how long it took
   */
  record Attempt(Judged judged, Duration time) {}
}

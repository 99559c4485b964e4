package dev.meshscope.queryapi.alert.evaluate;

import dev.meshscope.queryapi.alert.AlertState;
import dev.meshscope.queryapi.alert.evaluate.Judge.Finding;
import dev.meshscope.queryapi.alert.rule.RuleGroup;
import dev.meshscope.storage.read.ReadException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The alerts of a whole group from one tick to the next; each rule goes its own way. */
final class GroupSteps {
  private final RuleGroup group;
  private final AlertSteps steps;
  private final int room;

  /**
   * @param resolvedFor how long a resolved alert is kept
   * @param room alerts that the group may have so that those of all groups are not too many
   */
  GroupSteps(RuleGroup group, Duration resolvedFor, int room) {
    this.group = group;
    this.steps = new AlertSteps(group, resolvedFor);
    this.room = room;
  }

  /** What is known of one rule at a tick. */
  sealed interface Judged {
    /**
     * What its condition holds for.
     *
     * @param isComplete whether nothing was missing that concerns it
     */
    record Found(List<Finding> findings, boolean isComplete) implements Judged {}

    /** It cannot be judged. */
    record Failed(String error) implements Judged {}

    /** It was not judged now, and its alerts stay as they are. */
    record Kept() implements Judged {}

    /** Judges a rule. */
    @FunctionalInterface
    interface Question {
      Judged ask() throws ReadException;
    }

    /**
     * What will not be otherwise the next time fails only the rule.
     *
     * @throws ReadException when the same question may be answered later
     */
    static Judged asked(Question question) throws ReadException {
      try {
        return question.ask();
      } catch (ReadException e) {
        if (e.kind().isRetryable()) {
          throw e;
        }
        return new Failed(String.valueOf(e.getMessage()));
      }
    }
  }

  /**
   * What a tick made of a group.
   *
   * @param alerts by fingerprint
   * @param errors of each rule, in the group's order; empty for one that is well
   */
  record Result(SortedMap<String, Tracked> alerts, List<Optional<String>> errors) {}

  /**
   * The alerts after a tick; those of rules that are no more end.
   *
   * @param judged for each rule, in the group's order
   */
  Result next(Collection<Tracked> previous, List<Judged> judged, Moment moment) {
    Owned owned = owned(previous);
    return next(steps.removed(owned.orphans(), moment), owned, judged, moment);
  }

  /** The alerts after some rules were judged beside the ticks: nothing else changes. */
  Result between(Collection<Tracked> previous, List<Judged> judged, Moment moment) {
    Owned owned = owned(previous);
    return next(owned.orphans(), owned, judged, moment);
  }

  /** Of each rule, in the group's order, whether it has an alert that can still end. */
  List<Boolean> areActive(Collection<Tracked> alerts) {
    return owned(alerts).byRule().stream()
        .map(own -> own.stream().anyMatch(one -> one.state() != AlertState.RESOLVED))
        .toList();
  }

  private Result next(List<Tracked> orphans, Owned owned, List<Judged> judged, Moment moment) {
    SortedMap<String, Tracked> alerts = new TreeMap<>();
    List<Optional<String>> errors = new ArrayList<>();
    put(alerts, orphans);
    int free = room - orphans.size() - owned.byRule().stream().mapToInt(List::size).sum();
    for (int i = 0; i < judged.size(); i++) {
      List<Tracked> before = owned.byRule().get(i);
      int others = alerts.size();
      errors.add(add(alerts, i, new Before(before, free), judged.get(i), moment));
      free -= alerts.size() - others - before.size();
    }
    return new Result(alerts, List.copyOf(errors));
  }

  private Owned owned(Collection<Tracked> alerts) {
    List<List<Tracked>> byRule = new ArrayList<>();
    group.rules().forEach(_ -> byRule.add(new ArrayList<>()));
    List<Tracked> orphans = new ArrayList<>();
    for (Tracked one : alerts) {
      int owner = owner(one);
      (owner < 0 ? orphans : byRule.get(owner)).add(one);
    }
    return new Owned(byRule, orphans);
  }

  private Optional<String> add(
      Map<String, Tracked> alerts, int rule, Before before, Judged judged, Moment moment) {
    var outcome =
        switch (judged) {
          case Judged.Found found ->
              steps.next(
                  group.rules().get(rule),
                  before.alerts(),
                  found.findings(),
                  moment.whenComplete(found.isComplete()));
          case Judged.Failed failed -> new AlertSteps.Outcome.Refused(failed.error());
          case Judged.Kept _ -> new AlertSteps.Outcome.Next(before.alerts());
        };
    Optional<String> error =
        switch (outcome) {
          case AlertSteps.Outcome.Next next -> obstacle(alerts, before, next.alerts());
          case AlertSteps.Outcome.Refused refused -> Optional.of(refused.error());
        };
    if (error.isPresent()) {
      before.alerts().forEach(one -> alerts.putIfAbsent(one.alert().fingerprint(), one));
    } else if (outcome instanceof AlertSteps.Outcome.Next next) {
      put(alerts, next.alerts());
    }
    return error;
  }

  private static Optional<String> obstacle(
      Map<String, Tracked> alerts, Before before, List<Tracked> next) {
    if (!isApart(alerts, next)) {
      return Optional.of("another rule of its group has alerts with the same labels");
    }
    int more = next.size() - before.alerts().size();
    return more > 0 && more > before.free()
        ? Optional.of("all groups together would have too many alerts (evaluation.alertsMax)")
        : Optional.empty();
  }

  /** Whether no other rule of the group made an alert with the same labels. */
  private static boolean isApart(Map<String, Tracked> alerts, List<Tracked> more) {
    return more.stream().noneMatch(one -> alerts.containsKey(one.alert().fingerprint()));
  }

  private static void put(Map<String, Tracked> alerts, List<Tracked> more) {
    more.forEach(one -> alerts.put(one.alert().fingerprint(), one));
  }

  /** Which rule an alert is of; negative when no rule makes such alerts any more. */
  int owner(Tracked one) {
    return group.owner(one.alert().rule().name(), one.alert().labels());
  }

  /** What a rule had, and how many more it may have. */
  private record Before(List<Tracked> alerts, int free) {}

  /** Alerts by the rule that makes them, in the group's order; orphans are made by none. */
  private record Owned(List<List<Tracked>> byRule, List<Tracked> orphans) {}
}

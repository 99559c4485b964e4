package dev.meshscope.queryapi.alert.evaluate;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.Alert.Evidence;
import dev.meshscope.queryapi.alert.Alert.Times;
import dev.meshscope.queryapi.alert.AlertState;
import dev.meshscope.queryapi.alert.evaluate.Judge.Finding;
import dev.meshscope.queryapi.alert.rule.AlertRule;
import dev.meshscope.queryapi.alert.rule.RuleGroup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The states of one rule's alerts from one tick to the next: a pure function.
 *
 * <p>Incomplete data resolves nothing. A firing alert whose condition is not seen then fires on,
 * held; the time of {@code keep_firing_for} begins with the first complete tick without the
 * condition. A pending one stays pending with the time it had: it neither starts anew nor fires
 * before its condition is seen again, and the tick that was missed counts as held.
 *
 * <p>Who was silent leaves a hole in what is stored. For as long as the rule's window has it in it,
 * data counts as incomplete to an alert that was there meanwhile, also when everybody is heard
 * again.
 *
 * <p>An alert whose condition holds again keeps the end of its episode before while it is pending:
 * a receiver may know of no more than its beginning.
 */
final class AlertSteps {
  private static final String NAME_LABEL = "alertname";
  private static final int TEXT_MAX = 4_096;

  private final String group;
  private final int alertsMax;
  private final Duration resolvedFor;

  AlertSteps(RuleGroup group, Duration resolvedFor) {
    this.group = group.name();
    this.alertsMax = group.alertsMax();
    this.resolvedFor = resolvedFor;
  }

  /** What becomes of a rule's alerts. */
  sealed interface Outcome {
    /** These are its alerts now. */
    record Next(List<Tracked> alerts) implements Outcome {}

    /** The rule is wrong, so that its alerts stay as they are. */
    record Refused(String error) implements Outcome {}
  }

  /** The alerts after a tick, from those before it and what the condition holds for. */
  Outcome next(AlertRule rule, List<Tracked> previous, List<Finding> findings, Moment moment) {
    if (findings.size() > alertsMax) {
      return new Outcome.Refused(
          "it has %d alerts, more than the %d that its group allows (limit)"
              .formatted(findings.size(), alertsMax));
    }
    Map<SortedMap<String, String>, Tracked> before = new HashMap<>();
    previous.forEach(one -> before.put(one.alert().labels(), one));
    Map<SortedMap<String, String>, Tracked> next = new HashMap<>();
    for (Finding finding : findings) {
      SortedMap<String, String> labels = labels(rule, finding);
      Tracked now = holding(rule, before.remove(labels), new Found(labels, finding), moment);
      if (next.put(labels, now) != null) {
        return new Outcome.Refused("two of its alerts have the same labels " + labels);
      }
    }
    List<Tracked> alerts = new ArrayList<>(next.values());
    before.values().forEach(one -> quiet(rule, one, moment).ifPresent(alerts::add));
    return new Outcome.Next(alerts);
  }

  /** The alerts after a tick when their rule is no more: what fires is resolved. */
  List<Tracked> removed(List<Tracked> previous, Moment moment) {
    List<Tracked> next = new ArrayList<>();
    for (Tracked one : previous) {
      switch (one.state()) {
        case PENDING -> over(one, moment).ifPresent(next::add);
        case FIRING -> next.add(resolved(one, moment));
        case RESOLVED -> remembered(one, moment.tick()).ifPresent(next::add);
      }
    }
    return next;
  }

  private static SortedMap<String, String> labels(AlertRule rule, Finding finding) {
    SortedMap<String, String> labels = new TreeMap<>(finding.labels());
    labels.putAll(rule.labels());
    labels.put(NAME_LABEL, rule.name());
    return labels;
  }

  private Tracked holding(AlertRule rule, @Nullable Tracked before, Found found, Moment moment) {
    Instant tick = moment.tick();
    Times times =
        before == null || before.state() == AlertState.RESOLVED
            ? new Times(tick, null, null)
            : before.alert().times();
    boolean isRipe = !times.activeAt().plus(rule.holdDuration()).isAfter(tick);
    if (times.firingAt() == null && isRipe) {
      times = new Times(times.activeAt(), tick, null);
    }
    double value = found.finding().value();
    Alert alert =
        new Alert(
            new Alert.Rule(group, rule.name()),
            found.labels(),
            annotations(rule, found),
            times.firingAt() == null ? AlertState.PENDING : AlertState.FIRING,
            times,
            new Evidence(
                tick,
                Double.isNaN(value) ? null : value,
                moment.data().reportersShare(),
                moment.isFresh(),
                false,
                found.finding().edges()));
    boolean isPending = alert.state() == AlertState.PENDING;
    return new Tracked(alert, null, missedAt(before, moment), isPending ? end(before, tick) : null);
  }

  private static @Nullable Instant missedAt(@Nullable Tracked before, Moment moment) {
    if (moment.isMissing()) {
      return moment.tick();
    }
    return before == null || before.state() == AlertState.RESOLVED ? null : before.missedAt();
  }

  /** Whether nothing is missing in all of the rule's window. */
  private static boolean isWhole(AlertRule rule, Tracked before, Moment moment) {
    Instant missedAt = before.missedAt();
    return moment.isComplete()
        && (missedAt == null || !moment.tick().isBefore(missedAt.plus(rule.condition().window())));
  }

  /** The end that a pending alert had before, or that it has just had. */
  private @Nullable Times end(@Nullable Tracked before, Instant tick) {
    if (before == null) {
      return null;
    }
    Times times = before.state() == AlertState.RESOLVED ? before.alert().times() : before.ended();
    return times == null || isForgotten(times, tick) ? null : times;
  }

  private static SortedMap<String, String> annotations(AlertRule rule, Found found) {
    SortedMap<String, String> annotations = new TreeMap<>();
    rule.annotations()
        .forEach((name, template) ->
            annotations.put(name, cut(template.render(found.labels(), found.finding().value()))));
    return annotations;
  }

  /** An alert is one record, and must not become too long for it. */
  private static String cut(String text) {
    return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX);
  }

  /** What becomes of an alert whose condition was not seen. */
  private Optional<Tracked> quiet(AlertRule rule, Tracked before, Moment moment) {
    return switch (before.state()) {
      case PENDING ->
          isWhole(rule, before, moment)
              ? over(before, moment)
              : Optional.of(stays(before, moment, false, null));
      case FIRING -> Optional.of(noLongerHolding(rule, before, moment));
      case RESOLVED -> remembered(before, moment.tick());
    };
  }

  /** One that never fired is gone, but for the end of its episode before. */
  private Optional<Tracked> over(Tracked pending, Moment moment) {
    return Optional.ofNullable(end(pending, moment.tick()))
        .map(end -> pending.over(end, unseen(pending, moment, false)));
  }

  private static Tracked noLongerHolding(AlertRule rule, Tracked before, Moment moment) {
    Instant quietSince = before.quietSince();
    boolean isWhole = isWhole(rule, before, moment);
    if (quietSince == null && isWhole) {
      quietSince = moment.tick();
    }
    boolean isKept =
        quietSince != null && moment.tick().isBefore(quietSince.plus(rule.keepFiringFor()));
    if (isKept || !isWhole) {
      return stays(before, moment, !isKept, quietSince);
    }
    return resolved(before, moment);
  }

  private static Tracked stays(
      Tracked before, Moment moment, boolean isHeld, @Nullable Instant quietSince) {
    return before.still(unseen(before, moment, isHeld), quietSince, missedAt(before, moment));
  }

  /** Not before it began, whatever clock that went by. */
  private static Tracked resolved(Tracked before, Moment moment) {
    Times times = before.alert().times();
    Instant firingAt = times.firingAt();
    boolean isBefore = firingAt != null && moment.tick().isBefore(firingAt);
    Instant resolvedAt = isBefore ? firingAt : moment.tick();
    return before.over(
        new Times(times.activeAt(), firingAt, resolvedAt), unseen(before, moment, false));
  }

  /** The edges stay, so that people find the place; a value there is none. */
  private static Evidence unseen(Tracked before, Moment moment, boolean isHeld) {
    return new Evidence(
        moment.tick(),
        null,
        moment.data().reportersShare(),
        moment.isFresh(),
        isHeld,
        before.alert().evidence().edges());
  }

  private Optional<Tracked> remembered(Tracked resolved, Instant tick) {
    return isForgotten(resolved.alert().times(), tick) ? Optional.empty() : Optional.of(resolved);
  }

  private boolean isForgotten(Times times, Instant tick) {
    Instant at = times.resolvedAt();
    return at == null || !tick.isBefore(at.plus(resolvedFor));
  }

  private record Found(SortedMap<String, String> labels, Finding finding) {}
}

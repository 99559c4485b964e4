package dev.meshscope.queryapi.alert.evaluate;

import dev.meshscope.queryapi.alert.AlertState;
import dev.meshscope.queryapi.alert.evaluate.GroupSteps.Judged;
import dev.meshscope.queryapi.alert.rule.AlertRule;
import dev.meshscope.queryapi.alert.rule.RuleGroup;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Goes once more through ticks that were evaluated before their data was stored, for the alerts
 * that began and ended meanwhile: nobody else would ever see them. Of what goes on, the ticks after
 * it tell. One owner, not thread-safe.
 */
final class LateWalk {
  private final Instant to;
  private final Duration interval;
  private final Duration backMax;
  private final SortedMap<String, Tracked> ended = new TreeMap<>();
  private SortedMap<String, Tracked> alerts = new TreeMap<>();
  private Instant last;

  /**
   * @param from the first of those ticks; it begins earlier by what rules want a condition to hold
   * @param to the last of them
   * @param backMax how far before the last one it goes
   */
  LateWalk(RuleGroup group, Instant from, Instant to, Duration backMax) {
    this.to = to;
    this.interval = group.interval();
    this.backMax = backMax;
    Duration hold =
        group.rules().stream()
            .map(AlertRule::holdDuration)
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO);
    last = from.minus(hold).minus(interval);
  }

  /** The tick to look at; null when all are done. */
  @Nullable Instant next() {
    Instant next = Ticks.after(last, interval, to, backMax).at();
    return next.isAfter(to) ? null : next;
  }

  /**
   * Takes a tick.
   *
   * @param judged for each rule, in the group's order
   */
  void take(GroupSteps steps, List<Judged> judged, Moment moment) {
    alerts = steps.next(alerts.values(), judged, moment).alerts();
    alerts.forEach((fingerprint, one) -> {
      if (one.state() == AlertState.RESOLVED) {
        ended.put(fingerprint, one);
      }
    });
    last = moment.tick();
  }

  /** What is known, and what was found beside it. */
  SortedMap<String, Tracked> joined(Map<String, Tracked> known) {
    SortedMap<String, Tracked> joined = new TreeMap<>(known);
    ended.forEach((fingerprint, late) ->
        joined.merge(fingerprint, late, (old, other) -> isNews(old, other) ? other : old));
    return joined;
  }

  /** Whether it began when the other was over. */
  private static boolean isNews(Tracked known, Tracked late) {
    Instant over = known.alert().times().resolvedAt();
    Instant began = late.alert().times().firingAt();
    return over != null && began != null && began.isAfter(over);
  }
}

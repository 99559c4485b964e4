package dev.meshscope.queryapi.alert.evaluate;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertState;
import dev.meshscope.queryapi.alert.evaluate.GroupSteps.Judged;
import dev.meshscope.queryapi.alert.evaluate.Judge.DataState;
import dev.meshscope.queryapi.alert.rule.AlertRule;
import dev.meshscope.queryapi.alert.rule.Condition;
import dev.meshscope.queryapi.alert.rule.RuleGroup;
import dev.meshscope.storage.read.ReadException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The alerts of one group from tick to tick of the past. One owner, not thread-safe. */
final class GroupReplay {
  private final RuleGroup group;
  private final Duration interval;
  private final GroupSteps steps;
  private final Backtest.Sink sink;
  private final Map<String, Double> peaks = new HashMap<>();
  private final Set<Map.Entry<String, String>> refused = new HashSet<>();
  private SortedMap<String, Tracked> alerts = new TreeMap<>();

  /**
   * @param interval between two ticks; that of the group, unless another is to be tried
   */
  GroupReplay(RuleGroup whole, Duration interval, Backtest.Sink sink) {
    this.interval = interval;
    this.sink = sink;
    List<AlertRule> rules =
        whole.rules().stream().filter(rule -> !rule.condition().isAboutThePresent()).toList();
    group = new RuleGroup(whole.name(), whole.file(), whole.interval(), whole.alertsMax(), rules);
    steps = new GroupSteps(group, Duration.ZERO, Integer.MAX_VALUE);
  }

  /**
   * Goes on to a time, later than the one before; only a tick changes anything.
   *
   * @throws ReadException when the same question may be answered later
   */
  void go(Judge judge, Instant time, Instant now) throws ReadException {
    if (Ticks.latest(interval, time).equals(time)) {
      step(judge, time, now);
    }
  }

  private void step(Judge judge, Instant tick, Instant now) throws ReadException {
    List<Judged> judged = new ArrayList<>();
    for (AlertRule rule : group.rules()) {
      judged.add(judged(judge, rule, tick, now));
    }
    var result = steps.next(alerts.values(), judged, new Moment(tick, new DataState(tick, null)));
    for (int i = 0; i < result.errors().size(); i++) {
      String rule = group.rules().get(i).name();
      result.errors().get(i).ifPresent(error -> refuse(rule, error));
    }
    SortedMap<String, Tracked> before = alerts;
    alerts = result.alerts();
    alerts.forEach(this::measure);
    before.forEach((fingerprint, one) -> follow(fingerprint, one, tick));
  }

  private static Judged judged(Judge judge, AlertRule rule, Instant tick, Instant now)
      throws ReadException {
    Optional<String> obstacle = judge.obstacle(rule, tick, now);
    if (obstacle.isPresent()) {
      return new Judged.Failed(obstacle.get());
    }
    return Judged.asked(() -> new Judged.Found(judge.findings(rule, tick, now), true));
  }

  /** Tells what is not over. */
  void finish() {
    alerts.forEach((fingerprint, one) -> {
      if (one.state() != AlertState.RESOLVED) {
        tell(fingerprint, one.alert(), null);
      }
    });
  }

  private void refuse(String rule, String error) {
    if (refused.add(Map.entry(rule, error))) {
      sink.refused(group.name(), rule, error);
    }
  }

  private void measure(String fingerprint, Tracked now) {
    Double value = now.alert().evidence().value();
    if (value != null && now.state() != AlertState.RESOLVED) {
      boolean isUpper = isUpper(steps.owner(now));
      peaks.merge(fingerprint, value, isUpper ? Math::max : Math::min);
    }
  }

  private boolean isUpper(int rule) {
    return rule < 0
        || !(group.rules().get(rule).condition() instanceof Condition.Threshold asked)
        || asked.bound().isUpper();
  }

  private void follow(String fingerprint, Tracked before, Instant tick) {
    Tracked now = alerts.get(fingerprint);
    boolean isOver = now == null || now.state() == AlertState.RESOLVED;
    if (isOver && before.state() != AlertState.RESOLVED) {
      tell(fingerprint, before.alert(), tick);
    }
  }

  private void tell(String fingerprint, Alert alert, @Nullable Instant end) {
    Alert.Times times = alert.times();
    Double peak = peaks.remove(fingerprint);
    sink.raised(
        new Backtest.Episode(
            group.name(),
            alert.labels(),
            times.activeAt(),
            times.firingAt(),
            end,
            Objects.requireNonNullElse(peak, Double.NaN)));
  }
}

package dev.meshscope.queryapi.alert.measure;

import dev.meshscope.queryapi.alert.evaluate.Judge.Finding;
import dev.meshscope.queryapi.alert.rule.AlertRule;
import dev.meshscope.queryapi.alert.rule.Condition;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The alerts of one rule from tick to tick. One owner, not thread-safe. */
final class BacktestRun {
  private final String group;
  private final AlertRule rule;
  private final Consumer<Backtest.Episode> sink;
  private final Map<SortedMap<String, String>, Active> actives = new HashMap<>();

  /**
   * @param group the rule's
   * @param sink is told each alert once it is over
   */
  BacktestRun(String group, AlertRule rule, Consumer<Backtest.Episode> sink) {
    this.group = group;
    this.rule = rule;
    this.sink = sink;
  }

  AlertRule rule() {
    return rule;
  }

  /** Goes on to a tick, later than the one before. */
  void step(Instant tick, List<Finding> findings) {
    Set<SortedMap<String, String>> holding = new HashSet<>();
    for (Finding finding : findings) {
      holding.add(finding.labels());
      actives
          .computeIfAbsent(finding.labels(), labels -> new Active(tick, finding.value()))
          .hold(tick, finding.value());
    }
    actives
        .entrySet()
        .removeIf(
            one -> !holding.contains(one.getKey()) && isOver(one.getKey(), one.getValue(), tick));
  }

  /** Tells what is not over. */
  void finish() {
    actives.forEach((labels, active) -> tell(labels, active, null));
    actives.clear();
  }

  private boolean isOver(SortedMap<String, String> labels, Active active, Instant tick) {
    boolean fired = active.firingAt != null;
    if (fired && isShorter(active.heldAt, tick, rule.keepFiringFor())) {
      return false;
    }
    tell(labels, active, tick);
    return true;
  }

  private void tell(SortedMap<String, String> found, Active active, @Nullable Instant end) {
    SortedMap<String, String> labels = new TreeMap<>(found);
    labels.putAll(rule.labels());
    labels.put("alertname", rule.name());
    sink.accept(
        new Backtest.Episode(group, labels, active.activeAt, active.firingAt, end, active.peak));
  }

  private boolean isWorse(double value, double peak) {
    boolean isUpper =
        !(rule.condition() instanceof Condition.Threshold asked) || asked.bound().isUpper();
    return isUpper ? value > peak : value < peak;
  }

  private static boolean isShorter(Instant from, Instant to, Duration length) {
    return Duration.between(from, to).compareTo(length) < 0;
  }

  /** An alert that is not over. */
  private final class Active {
    private final Instant activeAt;
    private Instant heldAt;
    private @Nullable Instant firingAt;
    private double peak;

    Active(Instant activeAt, double value) {
      this.activeAt = activeAt;
      this.heldAt = activeAt;
      this.peak = value;
    }

    void hold(Instant tick, double value) {
      heldAt = tick;
      peak = isWorse(value, peak) ? value : peak;
      if (firingAt == null && !isShorter(activeAt, tick, rule.holdDuration())) {
        firingAt = tick;
      }
    }
  }
}

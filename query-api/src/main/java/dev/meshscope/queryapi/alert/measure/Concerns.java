package dev.meshscope.queryapi.alert.measure;

import dev.meshscope.model.Workload;
import dev.meshscope.queryapi.alert.rule.Condition;
import dev.meshscope.queryapi.alert.rule.Condition.Appearance;
import dev.meshscope.queryapi.alert.rule.Condition.BurnRate;
import dev.meshscope.queryapi.alert.rule.Condition.PipelineLag;
import dev.meshscope.queryapi.alert.rule.Condition.SilentProxies;
import dev.meshscope.queryapi.alert.rule.Condition.Threshold;
import dev.meshscope.queryapi.alert.rule.Selector;
import dev.meshscope.storage.read.ReadException;
import dev.meshscope.storage.read.WorkloadName;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * Whether silent workloads have to do with what a rule asks: they are an end of some traffic that
 * it selects. Traffic of its window counts, of the day before the tick, and of as long as silence
 * is remembered, so that nobody is forgotten before.
 */
final class Concerns {
  private static final Duration BACK_LEAST = Duration.ofDays(1);

  private final TrafficReads reads;
  private final RuleWindows windows;
  private final Duration back;

  /**
   * @param silenceFor how long silence is remembered
   */
  Concerns(TrafficReads reads, RuleWindows windows, Duration silenceFor) {
    this.reads = reads;
    this.windows = windows;
    this.back = longer(BACK_LEAST, silenceFor);
  }

  boolean isConcerned(Condition condition, Set<WorkloadName> silent, Instant tick, Instant now)
      throws ReadException {
    return switch (condition) {
      case Threshold asked ->
          isPart(silent, asked.selector(), window(asked.over(), tick, now), now);
      case Appearance asked ->
          isPart(silent, asked.selector(), window(asked.over(), tick, now), now);
      case BurnRate asked ->
          isPart(silent, asked.objective().selector(), window(asked.longWindow(), tick, now), now);
      case SilentProxies _ -> false; // it counts them itself
      case PipelineLag _ -> false;
    };
  }

  private RuleWindows.Window window(Duration over, Instant tick, Instant now) {
    return windows.upTo(tick, longer(over, back), now);
  }

  private boolean isPart(
      Set<WorkloadName> silent, Selector selector, RuleWindows.Window window, Instant now)
      throws ReadException {
    return selector.selectsAll()
        || reads.select(window, selector, false, now).stream()
            .anyMatch(row ->
                silent.contains(name(row.key().source()))
                    || silent.contains(name(row.key().destination())));
  }

  private static WorkloadName name(Workload end) {
    return new WorkloadName(end.cluster(), end.namespace(), end.name());
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}

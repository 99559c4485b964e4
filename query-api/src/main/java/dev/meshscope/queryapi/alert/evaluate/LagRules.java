package dev.meshscope.queryapi.alert.evaluate;

import dev.meshscope.queryapi.alert.evaluate.DataStates.Lag;
import dev.meshscope.queryapi.alert.evaluate.GroupSteps.Judged;
import dev.meshscope.queryapi.alert.evaluate.Judge.Finding;
import dev.meshscope.queryapi.alert.rule.AlertRule;
import dev.meshscope.queryapi.alert.rule.Condition.PipelineLag;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;

/** Rules on the pipeline's lag: about the present, and judged when nothing can be read, too. */
final class LagRules {
  private static final double MILLIS_PER_SECOND = 1e3;

  private LagRules() {}

  /**
   * Whether a rule holds now; others are kept. Silent proxies are nothing to it. While the tables
   * cannot be read it can begin to hold, and not end; while the lag is unknown, neither.
   */
  static Judged judge(AlertRule rule, DataStates data) {
    return rule.condition() instanceof PipelineLag asked
        ? data.lag().map(lag -> judge(asked, lag)).orElse(new Judged.Found(List.of(), false))
        : new Judged.Kept();
  }

  private static Judged judge(PipelineLag asked, Lag lag) {
    return lag.value().compareTo(asked.above()) > 0
        ? new Judged.Found(List.of(finding(lag.value())), true)
        : new Judged.Found(List.of(), lag.isExact());
  }

  private static Finding finding(Duration lag) {
    return new Finding(new TreeMap<>(), lag.toMillis() / MILLIS_PER_SECOND, List.of());
  }
}

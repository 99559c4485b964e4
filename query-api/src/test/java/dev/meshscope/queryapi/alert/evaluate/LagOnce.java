package dev.meshscope.queryapi.alert.evaluate;

import dev.meshscope.queryapi.alert.evaluate.GroupSteps.Judged;
import dev.meshscope.queryapi.alert.evaluate.Judge.Finding;
import dev.meshscope.queryapi.alert.rule.AlertRule;
import java.time.Instant;
import java.util.List;

/** Rules on the pipeline's lag, judged as the evaluator does it, once. */
public final class LagOnce {
  private LagOnce() {}

  /** What a rule on lag holds for now. */
  public static List<Finding> findings(AlertRule rule, Judge judge, Instant now) {
    var data = new DataStates(judge, () -> now, EvaluationConfig.defaults());
    return switch (LagRules.judge(rule, data)) {
      case Judged.Found found -> found.findings();
      case Judged.Failed _, Judged.Kept _ -> throw new AssertionError(rule + " is not on lag");
    };
  }
}

package dev.meshscope.queryapi.alert.answer;

import dev.meshscope.model.ServiceName;
import dev.meshscope.queryapi.alert.measure.ObjectiveStatus;
import dev.meshscope.queryapi.alert.rule.Indicator;
import dev.meshscope.queryapi.alert.rule.Objective;
import dev.meshscope.queryapi.query.AnsweredRange;
import dev.meshscope.queryapi.query.Completeness;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How objectives stand.
 *
 * @param objectives in the order of their names
 */
public record ObjectiveList(List<Entry> objectives) {
  public ObjectiveList {
    objectives = List.copyOf(objectives);
  }

  /**
   * One objective.
   *
   * @param indicator which requests are bad, in one line
   * @param target part of the requests that shall be good
   * @param goodRatio absent without requests
   * @param relativeError bound of the error of a latency threshold; absent for availability
   * @param burnRates by window, how many times faster than steadily the budget is spent; absent
   *     without requests, or where only coarser windows are kept
   * @param exhaustedInSeconds when the budget of the objective's own window is gone if each hour
   *     has as many bad requests as the last one; absent for another period
   */
  public record Entry(
      String name,
      String displayName,
      String description,
      Map<String, String> labels,
      String file,
      @Nullable String service,
      String indicator,
      double target,
      double windowSeconds,
      AnsweredRange range,
      Completeness completeness,
      long total,
      long bad,
      @Nullable Double goodRatio,
      @Nullable Double relativeError,
      Budget budget,
      Map<String, Double> burnRates,
      @Nullable Double exhaustedInSeconds) {

    /** An objective and how it stands. */
    public static Entry of(Objective objective, ObjectiveStatus status) {
      ObjectiveStatus.Events events = status.events();
      ObjectiveStatus.ErrorBudget budget = status.errorBudget();
      return new Entry(
          objective.name(),
          objective.text().displayName(),
          objective.text().description(),
          objective.text().labels(),
          objective.text().file(),
          objective.selector().service().map(ServiceName::text).orElse(null),
          indicator(objective.indicator()),
          objective.target(),
          objective.window().toSeconds(),
          status.range(),
          status.completeness(),
          events.total(),
          events.bad(),
          events.achieved(),
          events.relativeError(),
          new Budget(budget.allowedBad(), budget.consumed(), budget.remaining()),
          status.burnRates(),
          budget.exhaustedInSeconds());
    }

    private static String indicator(Indicator indicator) {
      return switch (indicator) {
        case Indicator.Availability availability when availability.causes().isEmpty() ->
            "bad: every error";
        case Indicator.Availability availability ->
            availability.causes().stream()
                .map(cause -> cause.text())
                .sorted()
                .collect(Collectors.joining(", ", "bad: ", ""));
        case Indicator.Latency latency -> "bad: slower than " + latency.below().toMillis() + " ms";
      };
    }
  }

  /**
   * The bad requests that are allowed.
   *
   * @param allowed how many of those seen
   * @param consumed bad ÷ allowed, above 1 when overspent; absent without requests
   * @param remaining 1 − consumed; absent without requests
   */
  public record Budget(double allowed, @Nullable Double consumed, @Nullable Double remaining) {}
}

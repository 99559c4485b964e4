package dev.meshscope.queryapi.alert.rule;

import dev.meshscope.queryapi.alert.rule.Condition.BurnRate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The four rows of the multi-window, multi-burn-rate table: each tells that a part of the error
 * budget was spent within its long window, and is being spent within its short one.
 */
final class DefaultPolicy {
  static final String ALERT = "ErrorBudgetBurn";
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final long EVENTS_MIN = 10;
  private static final double PERCENT = 100;

  private record Row(
      String severity, int budgetPercent, Duration longWindow, Duration shortWindow) {
    /**
     * How many times faster than steadily the budget goes if that part of it goes in the window.
     */
    double factor(Duration period) {
      return budgetPercent * (double) period.toSeconds() / (PERCENT * longWindow.toSeconds());
    }

    /** Whether it can hold at all. */
    boolean fits(Objective objective) {
      return longWindow.compareTo(objective.window()) <= 0
          && factor(objective.window()) * objective.errorBudget() < 1;
    }
  }

  private static final List<Row> ROWS =
      List.of(
          new Row("page", 2, Duration.ofHours(1), Duration.ofMinutes(5)),
          new Row("page", 5, Duration.ofHours(6), Duration.ofMinutes(30)),
          new Row("ticket", 10, Duration.ofDays(1), Duration.ofHours(2)),
          new Row("ticket", 10, Duration.ofDays(3), Duration.ofHours(6)));

  private DefaultPolicy() {}

  /** The group of an objective. */
  static Draft.Group of(Objective objective, Place at) {
    return new Draft.Group(
        at,
        GroupReader.OBJECTIVE_PREFIX + objective.name(),
        INTERVAL,
        GroupReader.ALERTS_DEFAULT,
        ROWS.stream()
            .filter(row -> row.fits(objective))
            .map(row -> rule(objective, row, at))
            .toList());
  }

  private static Draft.Rule rule(Objective objective, Row row, Place at) {
    Condition condition =
        new BurnRate(
            objective,
            row.factor(objective.window()),
            row.longWindow(),
            row.shortWindow(),
            EVENTS_MIN);
    Map<String, String> labels = new TreeMap<>(objective.text().labels());
    objective.selector().service().ifPresent(service -> labels.put("service", service.text()));
    labels.put("severity", row.severity());
    labels.put("objective", objective.name());
    labels.put("long", DurationText.of(row.longWindow()));
    labels.put("short", DurationText.of(row.shortWindow()));
    return new Draft.Rule(
        at,
        ALERT,
        new DraftCondition.Whole(condition),
        Duration.ZERO,
        Duration.ZERO,
        labels,
        annotations(objective));
  }

  private static Map<String, Template> annotations(Objective objective) {
    Objective.Text text = objective.text();
    String summary =
        text.displayName() + ": the error budget burns {{ $value | humanize }} times too fast";
    String promise =
        "Over {{ $labels.long }} and {{ $labels.short }}; the objective is %s of requests over %s."
            .formatted(Values.plain(objective.target()), DurationText.of(objective.window()));
    return Map.of(
        "summary",
        new Template(summary),
        "description",
        new Template(text.description().isEmpty() ? promise : promise + " " + text.description()));
  }
}

package dev.meshscope.queryapi.alert.rule;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Map;

/**
 * One rule.
 *
 * @param name the label {@code alertname} of its alerts
 * @param condition what makes it pending
 * @param holdDuration how long the condition must hold before it fires ({@code for}), 0–1 d
 * @param keepFiringFor how long it fires on when the condition no longer holds, 0–1 d
 * @param labels added to its alerts
 * @param annotations templates of texts added to its alerts
 */
public record AlertRule(
    String name,
    Condition condition,
    Duration holdDuration,
    Duration keepFiringFor,
    Map<String, String> labels,
    Map<String, Template> annotations) {
  public AlertRule {
    requireNonNull(name);
    requireNonNull(condition);
    requireNonNull(holdDuration);
    requireNonNull(keepFiringFor);
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
  }
}

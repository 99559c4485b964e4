package dev.meshscope.queryapi.http;

import static dev.meshscope.queryapi.http.ProblemType.KAFKA_AWAY;
import static dev.meshscope.queryapi.http.ProblemType.UNKNOWN_OBJECTIVE;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertState;
import dev.meshscope.queryapi.alert.answer.AlertList;
import dev.meshscope.queryapi.alert.answer.NotificationList;
import dev.meshscope.queryapi.alert.answer.ObjectiveList;
import dev.meshscope.queryapi.alert.answer.RuleList;
import dev.meshscope.queryapi.alert.evaluate.Evaluator;
import dev.meshscope.queryapi.alert.measure.ObjectivePeriod;
import dev.meshscope.queryapi.alert.measure.ObjectiveQuery;
import dev.meshscope.queryapi.alert.notify.DeliveryLog;
import dev.meshscope.queryapi.alert.rule.Objective;
import dev.meshscope.queryapi.alert.rule.RuleFiles;
import dev.meshscope.runtime.config.Nearest;
import dev.meshscope.storage.read.ReadException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Tells what fires, by which rules, of which objectives, and who was told. */
public final class AlertResource {
  private final Optional<Parts> alerting;
  private final ObjectiveQuery measured;

  /**
   * @param alerting rules and their alerts; empty where no rules are configured
   * @param measured finds out how objectives are doing
   */
  public AlertResource(Optional<Parts> alerting, ObjectiveQuery measured) {
    this.alerting = alerting;
    this.measured = measured;
  }

  /**
   * Objectives by name.
   *
   * @param names which; none for all
   * @param period of what time
   */
  Reply objectives(List<String> names, ObjectivePeriod period, Instant now) throws ReadException {
    List<Objective> all =
        alerting.map(parts -> parts.files().current().objectives()).orElse(List.of());
    List<String> known = all.stream().map(Objective::name).toList();
    Optional<String> unknown = names.stream().filter(name -> !known.contains(name)).findFirst();
    return unknown.isPresent()
        ? unknown(unknown.get(), known)
        : json(standing(named(all, names), period, now));
  }

  private ObjectiveList standing(List<Objective> asked, ObjectivePeriod period, Instant now)
      throws ReadException {
    return new ObjectiveList(
        measured.ask(asked, period, now).entrySet().stream()
            .map(one -> ObjectiveList.Entry.of(one.getKey(), one.getValue()))
            .toList());
  }

  /** What is not known is not told as if nothing fired. */
  Reply alerts(Optional<AlertState> state) {
    return isKnown() ? json(AlertList.of(alerts(), state)) : Reply.Failed.of(KAFKA_AWAY);
  }

  /** What is not known of the alerts is left out; rules and files are known without Kafka. */
  Reply rules() {
    Optional<List<Alert>> alerts = isKnown() ? Optional.of(alerts()) : Optional.empty();
    return json(
        new RuleList(
            alerting
                .map(all ->
                    all.files().current().groups().stream()
                        .map(group ->
                            RuleList.Group.of(group, all.evaluator().status(group.name()), alerts))
                        .toList())
                .orElse(List.of()),
            alerting
                .map(all -> all.files().files().stream().map(RuleList.File::of).toList())
                .orElse(List.of())));
  }

  Reply notifications(int limit) {
    return alerting.map(all -> all.deliveries().isRead()).orElse(true)
        ? json(
            NotificationList.of(
                alerting.map(all -> all.deliveries().recent()).orElse(List.of()), limit))
        : Reply.Failed.of(KAFKA_AWAY);
  }

  private boolean isKnown() {
    return alerting.map(all -> all.evaluator().isUpToDate()).orElse(true);
  }

  private static Reply unknown(String name, List<String> known) {
    String near = Nearest.to(name, known).map(other -> "; did you mean " + other + "?").orElse(".");
    return new Reply.Failed(
        UNKNOWN_OBJECTIVE,
        "No objective in force is called '%s'%s %s"
            .formatted(name, near, UNKNOWN_OBJECTIVE.advice()),
        List.of());
  }

  private static List<Objective> named(List<Objective> all, List<String> names) {
    return all.stream()
        .filter(objective -> names.isEmpty() || names.contains(objective.name()))
        .sorted(Comparator.comparing(Objective::name))
        .toList();
  }

  private List<Alert> alerts() {
    return alerting.map(all -> all.evaluator().all()).orElse(List.of());
  }

  private static Reply json(Object answer) {
    return new Reply.Json(answer, false);
  }

  /**
   * What it tells about.
   *
   * @param files the rules
   * @param evaluator their alerts
   * @param deliveries who was told
   */
  public record Parts(RuleFiles files, Evaluator evaluator, DeliveryLog deliveries) {}
}

package dev.meshscope.queryapi.alert.notify;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Alerts for tests of this package. */
final class SampleAlerts {
  static final Instant START = Instant.parse("2026-01-31T12:00:00Z");
  static final String NAME = "CheckoutErrors";

  private SampleAlerts() {}

  /** One that fires since the start. */
  static Alert firing(String service) {
    return firing(labels(service), START);
  }

  static Alert firing(SortedMap<String, String> labels, Instant since) {
    return alert(labels, AlertState.FIRING, since, null);
  }

  /** The same, over since then. */
  static Alert resolved(Alert firing, Instant at) {
    Alert over = alert(firing.labels(), AlertState.RESOLVED, Notice.firingAt(firing), at);
    return moved(annotated(over, firing.annotations()), firing.rule().group());
  }

  static SortedMap<String, String> labels(String service) {
    return new TreeMap<>(Map.of("alertname", NAME, "service", service, "severity", "page"));
  }

  static Alert alert(
      SortedMap<String, String> labels,
      AlertState state,
      Instant firingAt,
      @Nullable Instant resolvedAt) {
    return new Alert(
        new Alert.Rule("checkout", NAME),
        labels,
        new TreeMap<>(Map.of("summary", labels.get("service") + " fails for 12 % of its requests")),
        state,
        new Alert.Times(firingAt.minus(Duration.ofMinutes(1)), firingAt, resolvedAt),
        new Alert.Evidence(firingAt, 0.12, 1.0, true, false, List.of()));
  }

  /** The same of a rule of another group. */
  static Alert moved(Alert alert, String group) {
    return new Alert(
        new Alert.Rule(group, alert.rule().name()),
        alert.labels(),
        alert.annotations(),
        alert.state(),
        alert.times(),
        alert.evidence());
  }

  static Alert with(Alert alert, Alert.Evidence evidence) {
    return new Alert(
        alert.rule(), alert.labels(), alert.annotations(), alert.state(), alert.times(), evidence);
  }

  static Alert annotated(Alert alert, SortedMap<String, String> annotations) {
    return new Alert(
        alert.rule(), alert.labels(), annotations, alert.state(), alert.times(), alert.evidence());
  }
}

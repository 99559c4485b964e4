package dev.meshscope.queryapi.alert.evaluate;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An alert, and what only its evaluation needs.
 *
 * @param alert what everybody sees
 * @param quietSince first evaluation on complete data at which the condition of a firing one no
 *     longer held; null while it holds, or where that is not known
 */
record Tracked(Alert alert, @Nullable Instant quietSince) {
  /** How alerts are listed. */
  static final Comparator<Alert> ORDER =
      Comparator.comparing((Alert alert) -> alert.rule().group())
          .thenComparing(alert -> alert.rule().name())
          .thenComparing(alert -> alert.labels().toString());

  AlertState state() {
    return alert.state();
  }

  /** Whether later evaluations come to the same from both: only evidence and texts differ. */
  boolean isSameState(@Nullable Tracked other) {
    return other != null
        && state() == other.state()
        && alert.times().equals(other.alert.times())
        && alert.evidence().isHeld() == other.alert.evidence().isHeld()
        && Objects.equals(quietSince, other.quietSince);
  }

  Tracked at(
      AlertState state, Alert.Times times, Alert.Evidence evidence, @Nullable Instant quiet) {
    return new Tracked(
        new Alert(alert.rule(), alert.labels(), alert.annotations(), state, times, evidence),
        quiet);
  }

  static List<Alert> sorted(Iterable<Tracked> tracked) {
    List<Alert> alerts = new ArrayList<>();
    tracked.forEach(one -> alerts.add(one.alert()));
    alerts.sort(ORDER);
    return List.copyOf(alerts);
  }
}

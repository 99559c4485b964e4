package dev.meshscope.queryapi.alert.evaluate;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.Alert.Times;
import dev.meshscope.queryapi.alert.AlertState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An alert, and what only its evaluation needs.
 *
 * @param alert what everybody sees
 * @param quietSince first evaluation on complete data at which the condition of a firing one no
 *     longer held; null while it holds, or where that is not known
 * @param missedAt last evaluation at which somebody was silent who concerns it: for the length of
 *     the rule's window its data has a hole; null where there is none
 * @param ended times of its episode before, of which a receiver may know the beginning only; null
 *     unless it is pending again before that end is forgotten
 */
record Tracked(
    Alert alert, @Nullable Instant quietSince, @Nullable Instant missedAt, @Nullable Times ended) {
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
        && Objects.equals(quietSince, other.quietSince)
        && (missedAt == null) == (other.missedAt == null)
        && Objects.equals(ended, other.ended);
  }

  /** The same alert, quiet, in the state that it is in. */
  Tracked still(
      Alert.Evidence evidence, @Nullable Instant newQuietSince, @Nullable Instant newMissedAt) {
    Alert still = alert(alert.state(), alert.times(), evidence);
    return new Tracked(still, newQuietSince, newMissedAt, ended);
  }

  /** The same alert when it is over. */
  Tracked over(Times times, Alert.Evidence evidence) {
    return new Tracked(alert(AlertState.RESOLVED, times, evidence), null, null, null);
  }

  /** What there is to tell of it: it, and behind a pending one the end of its episode before. */
  Stream<Alert> told() {
    return ended == null
        ? Stream.of(alert)
        : Stream.of(alert, alert(AlertState.RESOLVED, ended, alert.evidence()));
  }

  static List<Alert> sorted(Iterable<Tracked> tracked) {
    List<Alert> alerts = new ArrayList<>();
    tracked.forEach(one -> alerts.add(one.alert()));
    alerts.sort(ORDER);
    return List.copyOf(alerts);
  }

  private Alert alert(AlertState state, Times times, Alert.Evidence evidence) {
    return new Alert(alert.rule(), alert.labels(), alert.annotations(), state, times, evidence);
  }
}

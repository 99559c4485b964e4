package dev.meshscope.queryapi.alert.answer;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertState;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What fires, what is about to, and what did until a short time ago.
 *
 * @param alerts those that fire first, then the pending ones, each the latest first
 */
public record AlertList(List<Entry> alerts) {
  private static final List<AlertState> ORDER =
      List.of(AlertState.FIRING, AlertState.PENDING, AlertState.RESOLVED);

  public AlertList {
    alerts = List.copyOf(alerts);
  }

  /**
   * The list of some alerts.
   *
   * @param state only those in it; empty for all
   */
  public static AlertList of(List<Alert> alerts, Optional<AlertState> state) {
    return new AlertList(
        alerts.stream()
            .filter(alert -> state.isEmpty() || state.get() == alert.state())
            .sorted(
                Comparator.<Alert>comparingInt(alert -> ORDER.indexOf(alert.state()))
                    .thenComparing(alert -> alert.times().activeAt(), Comparator.reverseOrder())
                    .thenComparing(Alert::fingerprint))
            .map(Entry::of)
            .toList());
  }

  /** One alert; the components say the same as those of {@link Alert}. */
  public record Entry(
      String group,
      String name,
      String fingerprint,
      String state,
      Map<String, String> labels,
      Map<String, String> annotations,
      Instant activeAt,
      @Nullable Instant firingAt,
      @Nullable Instant resolvedAt,
      Instant evaluatedAt,
      @Nullable Double value,
      @Nullable Double reportersShare,
      boolean fresh,
      boolean held,
      List<String> edges) {
    static Entry of(Alert alert) {
      Alert.Times times = alert.times();
      Alert.Evidence evidence = alert.evidence();
      return new Entry(
          alert.rule().group(),
          alert.rule().name(),
          alert.fingerprint(),
          alert.state().text(),
          alert.labels(),
          alert.annotations(),
          times.activeAt(),
          times.firingAt(),
          times.resolvedAt(),
          evidence.evaluatedAt(),
          evidence.value(),
          evidence.reportersShare(),
          evidence.isFresh(),
          evidence.isHeld(),
          evidence.edges());
    }
  }
}

package dev.meshscope.queryapi.alert.notify;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertState;
import dev.meshscope.queryapi.alert.notify.Delivery.Event;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What one notification says.
 *
 * @param id the same on every replica and every try: a hash of who is told what
 * @param group about which alerts
 * @param alerts those that fire first, the oldest first
 * @param repeats how often the receiver was told again what it knew
 */
record Notice(String id, Group group, List<Alert> alerts, int repeats) {
  private static final Comparator<Alert> ORDER =
      Comparator.comparing(Alert::state)
          .thenComparing(alert -> Event.of(alert).at())
          .thenComparing(Alert::fingerprint);

  static Notice of(String tenant, Group group, List<Alert> alerts, int repeats) {
    List<Alert> ordered = alerts.stream().sorted(ORDER).toList();
    return new Notice(id(tenant, group, ordered, repeats), group, ordered, repeats);
  }

  boolean isFiring() {
    return firing().findAny().isPresent();
  }

  Stream<Alert> firing() {
    return alerts.stream().filter(alert -> alert.state() == AlertState.FIRING);
  }

  Stream<Alert> resolved() {
    return alerts.stream().filter(alert -> alert.state() == AlertState.RESOLVED);
  }

  SortedMap<String, Event> events() {
    SortedMap<String, Event> events = new TreeMap<>();
    alerts.forEach(alert -> events.put(alert.fingerprint(), Event.of(alert)));
    return events;
  }

  /** When the first of its alerts began to fire. */
  Instant since() {
    return alerts.stream()
        .map(Notice::firingAt)
        .min(Comparator.naturalOrder())
        .orElse(Instant.EPOCH);
  }

  static Instant firingAt(Alert alert) {
    Instant firingAt = alert.times().firingAt();
    return firingAt == null ? alert.times().activeAt() : firingAt;
  }

  private static String id(String tenant, Group group, List<Alert> alerts, int repeats) {
    StringBuilder text = new StringBuilder();
    text.append(tenant).append('\n').append(group.receiver()).append('\n');
    text.append(group.key()).append('\n').append(repeats).append('\n');
    for (Alert alert : alerts) {
      Event event = Event.of(alert);
      text.append(alert.fingerprint()).append(' ').append(event.state().text());
      text.append(' ').append(event.at()).append('\n');
    }
    return Bodies.sha256(text.toString());
  }
}

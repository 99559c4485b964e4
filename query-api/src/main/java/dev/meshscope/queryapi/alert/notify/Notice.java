package dev.meshscope.queryapi.alert.notify;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertState;
import dev.meshscope.queryapi.alert.notify.Delivery.Event;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What one notification says.
 *
 * @param id the same on every replica and every try: a hash of who is told of which alerts
 * @param group about which alerts
 * @param alerts all that there is to say of the group: its state, whatever of it fits
 * @param toldCount how many of them it tells, from the first; the others are only counted
 * @param repeats how often the receiver was told again what it knew
 */
record Notice(String id, Group group, List<Alert> alerts, int toldCount, int repeats) {
  private static final Set<String> PAGES = Set.of("page", "critical");

  /** One that tells of the first alerts of a plan. */
  static Notice of(String tenant, Group group, Lane.Plan plan, int toldCount) {
    List<Alert> alerts = plan.alerts();
    String id = id(tenant, group, alerts.subList(0, toldCount), plan.repeats());
    return new Notice(id, group, alerts, toldCount, plan.repeats());
  }

  /** Those that it tells of. */
  List<Alert> told() {
    return alerts.subList(0, toldCount);
  }

  /** How many are left out. */
  int leftOut() {
    return alerts.size() - toldCount;
  }

  /** Whether anything of the whole group fires. */
  boolean isFiring() {
    return firing().findAny().isPresent();
  }

  /** Whether it wakes somebody, as the rows of objectives and PagerDuty call it. */
  boolean isPage() {
    return firing().anyMatch(alert -> PAGES.contains(alert.labels().getOrDefault("severity", "")));
  }

  Stream<Alert> firing() {
    return alerts.stream().filter(alert -> alert.state() == AlertState.FIRING);
  }

  Stream<Alert> resolved() {
    return alerts.stream().filter(alert -> alert.state() == AlertState.RESOLVED);
  }

  /** What the receiver knows when it was told this. */
  SortedMap<String, Event> events() {
    return events(told());
  }

  /** Whether it would be the same, and the rest of the group is, too. */
  boolean isAllThatIsSaidBy(Notice other) {
    return id.equals(other.id) && events(alerts).equals(events(other.alerts));
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

  private static SortedMap<String, Event> events(Collection<Alert> alerts) {
    SortedMap<String, Event> events = new TreeMap<>();
    alerts.forEach(alert -> events.put(alert.fingerprint(), Event.of(alert)));
    return events;
  }

  /** Whatever order they are told in. */
  private static String id(String tenant, Group group, List<Alert> told, int repeats) {
    StringBuilder text = new StringBuilder();
    text.append(tenant).append('\n').append(group.receiver()).append('\n');
    text.append(group.key()).append('\n').append(repeats).append('\n');
    events(told)
        .forEach((fingerprint, event) -> {
          text.append(fingerprint).append(' ').append(event.state().text());
          text.append(' ').append(event.at()).append('\n');
        });
    return Bodies.sha256(text.toString());
  }
}

package dev.meshscope.queryapi.alert.notify;

import dev.meshscope.model.Named;
import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertState;
import java.time.Instant;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How one notification ended; a record of topic {@code notifications}.
 *
 * @param key who was to be told, about which group
 * @param id of the notification: the receiver's idempotency key
 * @param alerts what it said, by fingerprint
 * @param told what the receiver knows since
 * @param result how it went
 */
public record Delivery(
    Key key, String id, SortedMap<String, Event> alerts, Told told, Result result) {
  public Delivery {
    alerts = Collections.unmodifiableSortedMap(new TreeMap<>(alerts));
  }

  /** The same without what the receiver knows. */
  Delivery inShort() {
    return new Delivery(key, id, alerts, Told.NOTHING, result);
  }

  /**
   * Who was to be told about what.
   *
   * @param tenant whose alerts
   * @param receiver such as {@code webhook}
   * @param groupKey which group of alerts, in Alertmanager's form
   */
  public record Key(String tenant, String receiver, String groupKey) {
    /** The record's key: what is between its slashes has no slash, but for the last. */
    String text() {
      return tenant + "/" + receiver + "/" + groupKey;
    }
  }

  /**
   * Where an alert stood, by the data's time.
   *
   * @param state firing or resolved
   * @param at since when
   */
  public record Event(AlertState state, Instant at) {
    static Event of(Alert alert) {
      Alert.Times times = alert.times();
      Instant firingAt = Objects.requireNonNullElse(times.firingAt(), times.activeAt());
      return alert.state() == AlertState.RESOLVED
          ? new Event(alert.state(), Objects.requireNonNullElse(times.resolvedAt(), firingAt))
          : new Event(alert.state(), firingAt);
    }
  }

  /**
   * What a receiver knows of a group.
   *
   * @param alerts by fingerprint
   * @param at when it was told last; null if never
   * @param repeats how often it was told again what it knew
   */
  public record Told(SortedMap<String, Event> alerts, @Nullable Instant at, int repeats) {
    static final Told NOTHING = new Told(Collections.emptySortedMap(), null, 0);

    public Told {
      alerts = Collections.unmodifiableSortedMap(new TreeMap<>(alerts));
    }

    boolean isTold(String fingerprint, Event event) {
      return event.equals(alerts.get(fingerprint));
    }

    /**
     * Whether something later is told already, by whoever leads now: this is of the past. The end
     * of what is known to fire never is, whenever it was.
     */
    boolean isPast(String fingerprint, Alert alert) {
      Event known = alerts.get(fingerprint);
      if (known == null || !known.at().isAfter(Event.of(alert).at())) {
        return false;
      }
      boolean isEndOfKnown =
          alert.state() == AlertState.RESOLVED
              && known.state() == AlertState.FIRING
              && !known.at().isAfter(Notice.firingAt(alert));
      return !isEndOfKnown;
    }

    boolean isFiring() {
      return alerts.values().stream().anyMatch(event -> event.state() == AlertState.FIRING);
    }
  }

  /**
   * How it went.
   *
   * @param at when it ended
   * @param outcome how
   * @param attempts how often it was tried; 0 if the receiver was switched off already
   * @param status of the last HTTP answer; 0 without one
   * @param problem why it failed; empty if it did not
   */
  public record Result(Instant at, Outcome outcome, int attempts, int status, String problem) {}

  /** The ends of a notification. */
  public enum Outcome implements Named {
    /** The receiver took it. */
    DELIVERED("delivered"),
    /** It was tried for as long as is allowed. */
    GAVE_UP("gave-up"),
    /** The receiver will never take it, or must not be reached. */
    REFUSED("refused"),
    /** It was tried until others took over its rules; they tell what is true then. */
    HANDED_OVER("handed-over");

    private final String text;

    Outcome(String text) {
      this.text = text;
    }

    @Override
    public String text() {
      return text;
    }
  }
}

package dev.meshscope.queryapi.alert.answer;

import dev.meshscope.queryapi.alert.AlertState;
import dev.meshscope.queryapi.alert.notify.Delivery;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who was told what.
 *
 * @param notifications the latest first
 */
public record NotificationList(List<Entry> notifications) {
  public NotificationList {
    notifications = List.copyOf(notifications);
  }

  /**
   * The list of some deliveries.
   *
   * @param deliveries the latest first
   * @param limit how many at most
   */
  public static NotificationList of(List<Delivery> deliveries, int limit) {
    return new NotificationList(deliveries.stream().limit(limit).map(Entry::of).toList());
  }

  /**
   * One notification.
   *
   * @param id the same on every try and every replica
   * @param status {@code firing} if any of its alerts fires, else {@code resolved}
   * @param at when it ended
   * @param outcome {@code delivered}, {@code gave-up}, {@code refused} or {@code handed-over}
   * @param attempts how often it was tried
   * @param httpStatus of the last answer; null without one
   * @param problem why not delivered
   */
  public record Entry(
      String id,
      String receiver,
      String groupKey,
      String status,
      Instant at,
      String outcome,
      int attempts,
      @Nullable Integer httpStatus,
      @Nullable String problem,
      List<Told> alerts) {
    static Entry of(Delivery delivery) {
      Delivery.Result result = delivery.result();
      boolean isFiring =
          delivery.alerts().values().stream().anyMatch(told -> told.state() == AlertState.FIRING);
      return new Entry(
          delivery.id(),
          delivery.key().receiver(),
          delivery.key().groupKey(),
          (isFiring ? AlertState.FIRING : AlertState.RESOLVED).text(),
          result.at(),
          result.outcome().text(),
          result.attempts(),
          result.status() == 0 ? null : result.status(),
          result.problem().isEmpty() ? null : result.problem(),
          delivery.alerts().entrySet().stream()
              .map(told ->
                  new Told(told.getKey(), told.getValue().state().text(), told.getValue().at()))
              .toList());
    }
  }

  /** One alert of it, and since when it was in that state. */
  public record Told(String fingerprint, String state, Instant at) {}
}

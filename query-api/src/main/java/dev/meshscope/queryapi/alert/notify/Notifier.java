package dev.meshscope.queryapi.alert.notify;

import dev.meshscope.queryapi.alert.Alert;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Somebody who is told about alerts. */
sealed interface Notifier
    permits AlertmanagerNotifier, PagerDutyNotifier, SlackNotifier, WebhookNotifier {
  /** A word that is unique among receivers: part of keys and labels. */
  String name();

  /** Which alerts it wants. */
  Matchers matchers();

  /** When it wants to be told. */
  Pace pace();

  /**
   * Whether alerts with the same labels are one to it, whatever group they are told with. The
   * others know a group's beginning, and are owed its end.
   */
  default boolean isGroupless() {
    return false;
  }

  /**
   * How many alerts of a group one notification has room for, from the first: at least one. On
   * every replica and every try the same for the same alerts, whatever their annotations say.
   */
  default int fitting(List<Alert> alerts, Group group) {
    return alerts.size();
  }

  /** Tells it once. Blocks, for no longer than the timeout and a look-up of the name. */
  Verdict tell(Notice notice, Instant now);

  /**
   * When a receiver is told.
   *
   * @param groupBy labels that alerts of one notification share
   * @param patience from the first alert of a group that was silent
   * @param interval between notifications about a group that fires
   * @param rest before what had no room in a notification follows in another
   * @param repeat after which what is known is told again
   * @param keepResolved how long what is over is told again; zero tells it once
   * @param gap between any two notifications
   */
  record Pace(
      List<String> groupBy,
      Duration patience,
      Duration interval,
      Duration rest,
      Duration repeat,
      Duration keepResolved,
      Duration gap) {
    static Pace of(NotifyConfig config) {
      return new Pace(
          config.groupBy(),
          config.groupWait(),
          config.groupInterval(),
          Duration.ZERO,
          config.repeatInterval(),
          Duration.ZERO,
          Duration.ZERO);
    }

    /** For people: not too much at once. */
    Pace calm(Duration gapBetween) {
      return new Pace(groupBy, patience, interval, interval, repeat, keepResolved, gapBetween);
    }

    /** Whether it wants to hear the same over and over: then only what is new is written down. */
    boolean isResending() {
      return !keepResolved.isZero();
    }
  }
}

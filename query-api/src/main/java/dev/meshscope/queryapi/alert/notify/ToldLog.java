package dev.meshscope.queryapi.alert.notify;

import dev.meshscope.queryapi.alert.notify.Delivery.Told;

/** What was told to whom. */
interface ToldLog {
  /** Whose alerts. */
  String tenant();

  /** Whether it knows what was told before this process began. */
  boolean isRead();

  /** What a receiver knows of a group. */
  Told told(Delivery.Key key);

  /** Remembers how a notification ended. */
  void take(Delivery delivery);
}

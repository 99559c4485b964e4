package dev.meshscope.queryapi.alert.notify;

import dev.meshscope.queryapi.alert.notify.Delivery.Outcome;
import dev.meshscope.queryapi.alert.notify.Delivery.Told;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** The latest deliveries, and what each receiver knows; in memory, for any thread. */
final class Deliveries {
  private final int logMax;
  private final int groupsMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Delivery> log = new LinkedHashSet<>();
  private final Map<Delivery.Key, Delivery> last = new LinkedHashMap<>();

  /**
   * @param logMax deliveries that are remembered
   * @param groupsMax groups of which is known what was told; beyond it the one told first is
   *     forgotten
   */
  Deliveries(int logMax, int groupsMax) {
    this.logMax = logMax;
    this.groupsMax = groupsMax;
  }

  /** One that ended. It may come twice: when it is written, and when it is read. */
  void take(Delivery delivery) {
    lock.lock();
    try {
      if (!log.add(delivery)) {
        return;
      }
      if (log.size() > logMax) {
        log.remove(log.iterator().next());
      }
      if (delivery.result().outcome() != Outcome.HANDED_OVER) {
        know(delivery);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Not from those who handed over: others may have told something meanwhile. */
  private void know(Delivery delivery) {
    Delivery before = last.get(delivery.key());
    if (before == null || !delivery.result().at().isBefore(before.result().at())) {
      last.remove(delivery.key());
      last.put(delivery.key(), delivery);
    }
    if (last.size() > groupsMax) {
      last.remove(last.keySet().iterator().next());
    }
  }

  Told told(Delivery.Key key) {
    lock.lock();
    try {
      Delivery delivery = last.get(key);
      return delivery == null ? Told.NOTHING : delivery.told();
    } finally {
      lock.unlock();
    }
  }

  /** The newest first. */
  List<Delivery> recent() {
    lock.lock();
    try {
      List<Delivery> recent = new ArrayList<>(log).reversed();
      return recent.stream()
          .sorted(Comparator.comparing((Delivery one) -> one.result().at()).reversed())
          .toList();
    } finally {
      lock.unlock();
    }
  }
}

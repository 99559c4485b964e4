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

/**
 * The latest deliveries, and what each receiver knows; in memory, for any thread. The later record
 * of the topic counts, whatever the clocks of those who wrote them: all query-apis come to the same
 * view. What was told here counts more, until it is read back.
 */
final class Deliveries {
  private final int logMax;
  private final int groupsMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Known own = new Known();
  private Known read = new Known();

  /**
   * @param logMax deliveries that are remembered
   * @param groupsMax groups of which is known what was told; beyond it the one told first is
   *     forgotten
   */
  Deliveries(int logMax, int groupsMax) {
    this.logMax = logMax;
    this.groupsMax = groupsMax;
  }

  /** What a reading of the topic, from its beginning, has shown so far. */
  final class Reading {
    private final Known known = new Known();
    private final List<Delivery> readBack = new ArrayList<>();

    private Reading() {}
  }

  /**
   * In the order in which they came. What a receiver knows may be ten thousand alerts: the log,
   * which is long, is without it.
   */
  private final class Known {
    private final Set<Delivery> log = new LinkedHashSet<>();
    private final Map<Delivery.Key, Delivery> last = new LinkedHashMap<>();

    /** Of two that are equal the first counts: a writer that had no answer writes again. */
    void add(Delivery delivery) {
      if (!log.add(delivery.inShort())) {
        return;
      }
      if (log.size() > logMax) {
        log.remove(log.iterator().next());
      }
      if (delivery.result().outcome() == Outcome.HANDED_OVER) {
        return; // others may have told something meanwhile
      }
      last.remove(delivery.key());
      last.put(delivery.key(), delivery);
      if (last.size() > groupsMax) {
        last.remove(last.keySet().iterator().next());
      }
    }

    boolean has(Delivery delivery) {
      return log.contains(delivery.inShort()) || delivery.equals(last.get(delivery.key()));
    }

    void remove(Delivery delivery) {
      log.remove(delivery.inShort());
      last.remove(delivery.key(), delivery);
    }
  }

  /** One that ended here, before it is written. */
  void take(Delivery delivery) {
    lock.lock();
    try {
      own.add(delivery);
    } finally {
      lock.unlock();
    }
  }

  Reading begin() {
    return new Reading();
  }

  /** The next record of the topic. */
  void read(Reading into, Delivery delivery) {
    lock.lock();
    try {
      into.known.add(delivery);
      if (own.has(delivery)) {
        into.readBack.add(delivery);
      }
    } finally {
      lock.unlock();
    }
  }

  /** This is what the topic says. The reading may go on, and become it again. */
  void become(Reading reading) {
    lock.lock();
    try {
      read = reading.known;
      reading.readBack.forEach(own::remove);
      reading.readBack.clear();
    } finally {
      lock.unlock();
    }
  }

  Told told(Delivery.Key key) {
    lock.lock();
    try {
      Delivery here = own.last.get(key);
      Delivery delivery = here == null ? read.last.get(key) : here;
      return delivery == null ? Told.NOTHING : delivery.told();
    } finally {
      lock.unlock();
    }
  }

  /** The newest first, without what their receivers know. */
  List<Delivery> recent() {
    lock.lock();
    try {
      Set<Delivery> all = new LinkedHashSet<>(read.log);
      all.addAll(own.log);
      return new ArrayList<>(all)
          .reversed().stream()
              .sorted(Comparator.comparing((Delivery one) -> one.result().at()).reversed())
              .limit(logMax)
              .toList();
    } finally {
      lock.unlock();
    }
  }
}

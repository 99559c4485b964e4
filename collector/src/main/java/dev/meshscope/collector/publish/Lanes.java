package dev.meshscope.collector.publish;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** The lanes of all partitions, in the order of their partitions. */
final class Lanes {
  private final List<Lane> all;
  private final ReentrantLock attaching = new ReentrantLock();

  Lanes(List<Lane> all) {
    this.all = List.copyOf(all);
  }

  List<Lane> all() {
    return all;
  }

  /**
   * Attaches a stream to the lane that has the fewest. Streams come together when Kafka answers for
   * the first time: each must see where the one before it went.
   *
   * @throws PublisherClosedException when there is no lane
   */
  Lane attach() throws PublisherClosedException {
    attaching.lock();
    try {
      Lane lane =
          all.stream()
              .min(Comparator.comparingInt(Lane::streams))
              .orElseThrow(PublisherClosedException::new);
      lane.attach();
      return lane;
    } finally {
      attaching.unlock();
    }
  }
}

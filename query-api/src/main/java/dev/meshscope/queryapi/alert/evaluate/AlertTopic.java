package dev.meshscope.queryapi.alert.evaluate;

import dev.meshscope.model.Topics;
import dev.meshscope.model.WireFormatException;
import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.kafka.TopicFollower;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Follows topic {@code alerts}: committed states of every group, whoever evaluates it. While Kafka
 * is away the last known states stay.
 */
final class AlertTopic implements TopicFollower.Taker<TopicView> {
  private final AlertCodec codec;
  private final int alertsMax;
  private final TopicFollower<TopicView> follower;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final Map<Integer, Long> positions = new HashMap<>();
  private TopicView view;
  private long changes;

  /** Held by whoever lists, so that only one does; taken before the other. */
  private final ReentrantLock listing = new ReentrantLock();

  private List<Alert> listed = List.of();
  private long listedChanges;

  AlertTopic(Evaluator.Place place, int alertsMax) {
    this.alertsMax = alertsMax;
    codec = new AlertCodec(place.tenant());
    view = new TopicView(alertsMax);
    follower = new TopicFollower<>(place.bootstrapServers(), Topics.ALERTS, this);
  }

  void start() {
    follower.start();
  }

  void close() {
    follower.close();
  }

  /** Why the topic is not read; empty when all is well. */
  String trouble() {
    return follower.trouble();
  }

  Optional<Throwable> death() {
    return follower.death();
  }

  /** Every alert, in order: listed anew if anything has changed, while others go on. */
  List<Alert> all() {
    listing.lock();
    try {
      Optional<List<Tracked>> changed = changed();
      if (changed.isPresent()) {
        listed = Tracked.sorted(changed.get());
      }
      return listed;
    } finally {
      listing.unlock();
    }
  }

  /** How many alerts there are. */
  int size() {
    lock.lock();
    try {
      return view.size();
    } finally {
      lock.unlock();
    }
  }

  /** A copy of what is known of every group. */
  Map<String, GroupView> groups() {
    lock.lock();
    try {
      return view.groups();
    } finally {
      lock.unlock();
    }
  }

  /** A copy of what is known of one group. */
  GroupView group(String name) {
    lock.lock();
    try {
      return view.group(name);
    } finally {
      lock.unlock();
    }
  }

  /** How many partitions the topic has; 0 while that is not known. */
  int partitions() {
    lock.lock();
    try {
      return positions.size();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until a record was taken.
   *
   * @return whether it was, in time
   */
  boolean awaitTaken(int partition, long offset, Duration timeout) throws InterruptedException {
    long left = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (positions.getOrDefault(partition, 0L) <= offset) {
        if (left <= 0) {
          return false;
        }
        left = moved.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public TopicView begin() {
    return new TopicView(alertsMax);
  }

  @Override
  public String take(TopicView into, ConsumerRecord<byte[], byte[]> record)
      throws WireFormatException {
    Optional<AlertRecord> decoded = codec.decode(record.key(), record.value());
    if (decoded.isEmpty()) {
      return "";
    }
    lock.lock();
    try {
      changes += decoded.get() instanceof AlertRecord.State ? 1 : 0;
      return into.take(decoded.get()) ? "" : "there are more than " + alertsMax + " alerts";
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void become(TopicView read, Map<Integer, Long> now) {
    lock.lock();
    try {
      changes += read == view ? 0 : 1;
      view = read;
      positions.putAll(now);
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The alerts, in no order; empty if they are those that are listed. */
  private Optional<List<Tracked>> changed() {
    lock.lock();
    try {
      if (changes == listedChanges) {
        return Optional.empty();
      }
      listedChanges = changes;
      return Optional.of(view.all());
    } finally {
      lock.unlock();
    }
  }
}

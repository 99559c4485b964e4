package dev.meshscope.collector.publish;

import dev.meshscope.runtime.Backoff;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives records to Kafka in the order in which they came, and the same bytes again until they are
 * acknowledged. Holds so many bytes and no more: a full outlet makes its callers wait.
 *
 * <p>A record whose acknowledgement got lost is written twice; readers tell by what is in it.
 */
final class KafkaOutlet {
  private static final Logger log = LoggerFactory.getLogger(KafkaOutlet.class);

  /** What a record takes beside its bytes. */
  private static final int OVERHEAD_BYTES = 128;

  /** How long the sender may take to see that it shall end. */
  private static final Duration END_PATIENCE = Duration.ofMillis(500);

  private final Supplier<Producer<byte[], byte[]>> producers;
  private final long bytesMax;
  private final Backoff backoff;
  private final OutletCounts counts;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Pending> waiting = new ArrayDeque<>();
  private final PriorityQueue<Pending> failed =
      new PriorityQueue<>(Comparator.comparingLong(Pending::number));

  /** All that is not acknowledged, by number, with the time when it came. */
  private final TreeMap<Long, Pending> pending = new TreeMap<>();

  private final Thread sender;
  private long nextNumber;
  private long pendingBytes;
  private boolean isClosed;
  private boolean isSpent;
  private boolean isFailing;
  private @Nullable Exception death;

  /**
   * Makes an outlet that does nothing yet.
   *
   * @param producers makes a producer; called again when one is beyond use
   * @param bytesMax bytes that may wait for their acknowledgement
   */
  KafkaOutlet(
      Supplier<Producer<byte[], byte[]>> producers,
      long bytesMax,
      Backoff backoff,
      OutletCounts counts) {
    this.counts = counts;
    this.producers = producers;
    this.bytesMax = bytesMax;
    this.backoff = backoff;
    sender = Thread.ofVirtual().name("kafka-outlet").unstarted(this::run);
  }

  void start() {
    sender.start();
  }

  /** Takes a record over that holds no reports; waits while the outlet is full. */
  void send(ProducerRecord<byte[], byte[]> record)
      throws InterruptedException, PublisherClosedException {
    send(record, 0, new CompletableFuture<>());
  }

  /**
   * Takes a record over; waits while the outlet is full.
   *
   * @param reports how many reports it holds
   * @param acknowledged completed when Kafka has it, with an exception when it will never have it
   */
  void send(
      ProducerRecord<byte[], byte[]> record, int reports, CompletableFuture<Void> acknowledged)
      throws InterruptedException, PublisherClosedException {
    long bytes = (long) OVERHEAD_BYTES + record.value().length;
    bytes += record.key() == null ? 0 : record.key().length;
    lock.lockInterruptibly();
    try {
      while (!isClosed && pendingBytes > 0 && pendingBytes + bytes > bytesMax) {
        changed.await();
      }
      if (isClosed) {
        throw new PublisherClosedException();
      }
      Pending taken =
          new Pending(nextNumber++, record, bytes, reports, System.nanoTime(), acknowledged);
      pending.put(taken.number(), taken);
      pendingBytes += bytes;
      waiting.add(taken);
      counts.received(reports);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Bytes that are not acknowledged. */
  long pendingBytes() {
    lock.lock();
    try {
      return pendingBytes;
    } finally {
      lock.unlock();
    }
  }

  /** How long the oldest record has been waiting for its acknowledgement; zero when none is. */
  Duration oldestAge() {
    lock.lock();
    try {
      return pending.isEmpty()
          ? Duration.ZERO
          : Duration.ofNanos(System.nanoTime() - pending.firstEntry().getValue().sinceNanos());
    } finally {
      lock.unlock();
    }
  }

  /** Why the sender ended; null while it runs. */
  @Nullable Exception death() {
    lock.lock();
    try {
      return death;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until everything is acknowledged; false when the time is up before. */
  boolean flush(Duration timeout) throws InterruptedException {
    long nanos = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (!pending.isEmpty() && death == null) {
        if (nanos <= 0) {
          return false;
        }
        nanos = changed.awaitNanos(nanos);
      }
      return pending.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing more and ends. What is not acknowledged is given up. */
  void close() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      isClosed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (!sender.join(END_PATIENCE)) {
      sender.interrupt(); // it may be waiting for Kafka
      var _ = sender.join(END_PATIENCE);
    }
    giveUp();
  }

  private void giveUp() {
    lock.lock();
    try {
      for (Pending left : pending.values()) {
        left.acknowledged().completeExceptionally(new PublisherClosedException());
      }
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    Producer<byte[], byte[]> producer = null;
    try {
      while (true) {
        Pending next = take();
        if (isSpent()) {
          close(producer); // what it held comes back as failed
          producer = null;
          again(next);
          continue;
        }
        if (producer == null) {
          producer = connect();
        }
        sendTo(producer, next);
      }
    } catch (InterruptedException e) {
      return; // close() wants the end
    } catch (RuntimeException e) {
      died(e);
    } finally {
      close(producer);
    }
  }

  private Producer<byte[], byte[]> connect() throws InterruptedException {
    while (true) {
      try {
        return producers.get();
      } catch (KafkaException e) {
        if (Thread.interrupted()) {
          throw new InterruptedException("closed");
        }
        log.atWarn().setCause(e).log("cannot make a Kafka producer, trying again");
        Thread.sleep(nextDelay());
      }
    }
  }

  /** The next record to send: those that failed first, in their old order, after a pause. */
  private Pending take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (failed.isEmpty() && waiting.isEmpty() && !isClosed) {
        changed.await();
      }
      long nanos = isFailing ? backoff.nextDelay().toNanos() : 0;
      while (nanos > 0 && !isClosed) {
        nanos = changed.awaitNanos(nanos);
      }
      isFailing = false;
      if (isClosed) {
        throw new InterruptedException("closed");
      }
      Pending first = failed.poll();
      return first == null ? waiting.remove() : first;
    } finally {
      lock.unlock();
    }
  }

  private void again(Pending record) {
    lock.lock();
    try {
      failed.add(record);
    } finally {
      lock.unlock();
    }
  }

  private Duration nextDelay() {
    lock.lock();
    try {
      return backoff.nextDelay();
    } finally {
      lock.unlock();
    }
  }

  private void sendTo(Producer<byte[], byte[]> producer, Pending next) throws InterruptedException {
    try {
      var _ = producer.send(next.record(), (metadata, failure) -> done(next, failure));
    } catch (InterruptException e) {
      throw new InterruptedException(e.getMessage());
    } catch (KafkaException | IllegalStateException e) {
      done(next, e); // the producer is beyond use
    }
  }

  private void done(Pending record, @Nullable Exception failure) {
    lock.lock();
    try {
      if (failure == null) {
        counts.acknowledged(record.reports(), System.nanoTime() - record.sinceNanos());
        backoff.reset();
        forget(record);
        record.acknowledged().complete(null);
      } else if (KafkaFailures.isForGood(failure)) {
        counts.refused(record.reports());
        log.atError()
            .addKeyValue("topic", record.record().topic())
            .addKeyValue("partition", record.record().partition())
            .addKeyValue("bytes", record.bytes())
            .setCause(failure)
            .log("Kafka will never take this record, it is dropped");
        forget(record);
        record.acknowledged().completeExceptionally(failure);
      } else {
        counts.failed();
        isFailing = true;
        isSpent |= KafkaFailures.isOfProducer(failure);
        failed.add(record);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void forget(Pending record) {
    if (pending.remove(record.number()) != null) {
      pendingBytes -= record.bytes();
    }
  }

  private boolean isSpent() {
    lock.lock();
    try {
      boolean wasSpent = isSpent;
      isSpent = false;
      return wasSpent;
    } finally {
      lock.unlock();
    }
  }

  private void died(Exception cause) {
    log.atError().setCause(cause).log("the Kafka sender ended");
    lock.lock();
    try {
      death = cause;
      isClosed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    giveUp();
  }

  /** Kafka takes an interrupt while it closes for a failure, so it gets to see none of before. */
  private static void close(@Nullable Producer<byte[], byte[]> producer) {
    if (producer != null) {
      boolean wasInterrupted = Thread.interrupted();
      try {
        producer.close(Duration.ZERO);
      } catch (InterruptException e) {
        wasInterrupted = true; // the end was wished twice
      }
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * A record that is not acknowledged.
   *
   * @param number its place in the order
   * @param bytes what it counts for
   * @param reports how many reports it holds
   * @param sinceNanos when it came, {@link System#nanoTime}
   * @param acknowledged who waits for it
   */
  private record Pending(
      long number,
      ProducerRecord<byte[], byte[]> record,
      long bytes,
      int reports,
      long sinceNanos,
      CompletableFuture<Void> acknowledged) {}
}

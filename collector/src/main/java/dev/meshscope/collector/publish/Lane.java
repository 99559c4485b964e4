package dev.meshscope.collector.publish;

import dev.meshscope.collector.normalize.ReportBuffer;
import dev.meshscope.model.Flow;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.RequestColumns;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The way to one partition: one open batch, which messages write to one after the other, and a
 * thread that closes it, encodes it and gives it to Kafka. A message that finds no room waits, and
 * its stream with it.
 *
 * <p>A message is received when it enters: its arrival is stamped under the lane's lock, and a
 * batch is closed under the same lock. {@code sentThrough} of a batch is the time of its closing,
 * but never after the arrival of a message that has entered and not left; so everything that was
 * received before it is in this or an earlier batch.
 */
public final class Lane {
  private final RequestBatch.Origin origin;
  private final PublishConfig config;
  private final Ledgers ledgers;
  private final InstantSource clock;
  private final Sink sink;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final Condition work = lock.newCondition();

  /** Arrivals of the messages that have entered and not left, oldest first. */
  private final Deque<Visit> inside = new ArrayDeque<>();

  private final AtomicInteger streams = new AtomicInteger();
  private ReportBuffer open = new ReportBuffer();
  private CompletableFuture<Void> openAcknowledged = new CompletableFuture<>();
  private @Nullable ReportBuffer spare = new ReportBuffer();
  private long generation;
  private long sequence;
  private long openedNanos;
  private long closedNanos = System.nanoTime();
  private boolean isStopping;

  /**
   * Takes a closed batch over; waits while it cannot. Completes the future when Kafka has the
   * batch, with an exception when it will never have it.
   */
  @FunctionalInterface
  interface Sink {
    void publish(RequestBatch batch, CompletableFuture<Void> acknowledged)
        throws InterruptedException, PublisherClosedException;
  }

  /**
   * The collector's cumulative counts.
   *
   * @param tenant whose traffic it is
   * @param accepted reports so far
   * @param rejected rejected entries so far
   */
  record Ledgers(String tenant, LongSupplier accepted, LongSupplier rejected) {}

  Lane(
      RequestBatch.Origin origin,
      PublishConfig config,
      Ledgers ledgers,
      InstantSource clock,
      Sink sink) {
    this.origin = origin;
    this.config = config;
    this.ledgers = ledgers;
    this.clock = clock;
    this.sink = sink;
    open.restart(generation);
  }

  /** Lets a message in; it must be closed, by the same thread. */
  public Visit enter() throws InterruptedException, PublisherClosedException {
    lock.lockInterruptibly();
    if (isStopping) {
      lock.unlock();
      throw new PublisherClosedException();
    }
    Visit visit = new Visit(nowMicros());
    inside.addLast(visit);
    return visit;
  }

  /** One stream more writes here. */
  void attach() {
    streams.incrementAndGet();
  }

  /** One stream less writes here. */
  public void detach() {
    streams.decrementAndGet();
  }

  int streams() {
    return streams.get();
  }

  /** Refuses new messages and those that wait; the open batch is closed and then the run ends. */
  void stop() {
    lock.lock();
    try {
      isStopping = true;
      room.signalAll();
      work.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Closes batches until {@link #stop}. */
  void run() throws InterruptedException, PublisherClosedException {
    boolean isLast = false;
    while (!isLast) {
      Closed closed;
      lock.lockInterruptibly();
      try {
        awaitWork();
        isLast = isStopping && inside.isEmpty();
        if (isLast && open.size() == 0 && sequence > 0) {
          return;
        }
        closed = close();
      } finally {
        lock.unlock();
      }
      hand(closed);
      giveBack(closed.buffer());
    }
  }

  private void hand(Closed closed) throws InterruptedException, PublisherClosedException {
    boolean isTaken = false;
    try {
      sink.publish(closed.batch(), closed.acknowledged());
      isTaken = true;
    } finally {
      if (!isTaken) {
        closed.acknowledged().completeExceptionally(new PublisherClosedException());
      }
    }
  }

  private void awaitWork() throws InterruptedException {
    while (true) {
      if (isStopping && inside.isEmpty()) {
        return;
      }
      long nanos = nanosUntilClose();
      if (nanos <= 0) {
        return;
      }
      work.awaitNanos(nanos);
    }
  }

  private long nanosUntilClose() {
    if (isFull()) {
      return 0;
    }
    Duration patience = open.size() == 0 ? config.idleInterval() : config.linger();
    long since = open.size() == 0 ? closedNanos : openedNanos;
    return patience.toNanos() - (System.nanoTime() - since);
  }

  private boolean isFull() {
    return open.size() >= config.batchRowsMax() || open.bytes() >= config.batchBytesMax().bytes();
  }

  private Closed close() {
    long now = nowMicros();
    Visit oldest = inside.peekFirst();
    long sentThrough = oldest == null ? now : Math.min(now, oldest.arrivalMicros);
    long rejected = ledgers.rejected().getAsLong(); // read first: it must not exceed received
    long received = rejected + ledgers.accepted().getAsLong();
    RequestBatch.Header header =
        new RequestBatch.Header(
            ledgers.tenant(), origin, sequence++, received, rejected, sentThrough);
    List<Flow> flows = List.copyOf(open.flows());
    RequestColumns columns = open.columns();
    RequestBatch batch = new RequestBatch(header, flows, open.operations(), columns);
    Closed closed = new Closed(batch, openAcknowledged, open);
    open = spare == null ? new ReportBuffer() : spare;
    openAcknowledged = new CompletableFuture<>();
    spare = null;
    open.restart(++generation);
    closedNanos = System.nanoTime();
    room.signalAll();
    return closed;
  }

  private void giveBack(ReportBuffer buffer) {
    lock.lock();
    try {
      spare = buffer;
    } finally {
      lock.unlock();
    }
  }

  private long nowMicros() {
    return micros(clock);
  }

  static long micros(InstantSource clock) {
    Instant now = clock.instant();
    return TimeUnit.SECONDS.toMicros(now.getEpochSecond())
        + TimeUnit.NANOSECONDS.toMicros(now.getNano());
  }

  /** A batch that takes no more reports, and the buffer that its columns stand in. */
  private record Closed(
      RequestBatch batch, CompletableFuture<Void> acknowledged, ReportBuffer buffer) {}

  /** A message's stay in the lane, from its arrival until it is written whole. */
  public final class Visit implements AutoCloseable {
    private final long arrivalMicros;
    private long writtenGeneration = -1;
    private CompletableFuture<Void> acknowledged = CompletableFuture.completedFuture(null);

    private Visit(long arrivalMicros) {
      this.arrivalMicros = arrivalMicros;
    }

    /** When the message arrived, microseconds since the epoch. */
    public long arrivalMicros() {
      return arrivalMicros;
    }

    /** Where the next report belongs; waits until there is room for it. */
    public ReportBuffer room() throws InterruptedException, PublisherClosedException {
      while (isFull()) {
        if (isStopping) {
          throw new PublisherClosedException();
        }
        work.signal();
        room.await();
      }
      if (open.size() == 0) {
        openedNanos = System.nanoTime();
        work.signal();
      }
      if (writtenGeneration != generation) {
        writtenGeneration = generation;
        acknowledged =
            acknowledged.isDone() && !acknowledged.isCompletedExceptionally()
                ? openAcknowledged
                : CompletableFuture.allOf(acknowledged, openAcknowledged);
      }
      return open;
    }

    /**
     * Completes when Kafka has acknowledged all reports of this message; with {@link
     * PublisherClosedException} when it will not.
     */
    public CompletableFuture<Void> acknowledged() {
      return acknowledged;
    }

    @Override
    public void close() {
      inside.remove(this);
      if (isStopping || isFull()) {
        work.signal();
      }
      lock.unlock();
    }
  }
}

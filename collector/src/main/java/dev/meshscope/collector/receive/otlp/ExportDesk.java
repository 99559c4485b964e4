package dev.meshscope.collector.receive.otlp;

import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.publish.Publisher;
import dev.meshscope.collector.publish.PublisherClosedException;
import dev.meshscope.collector.receive.otlp.Answer.Refusal;
import dev.meshscope.collector.receive.otlp.Answer.Refused;
import dev.meshscope.runtime.telemetry.StageMetrics;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes messages in, whatever port they came by, and answers when Kafka has acknowledged their
 * reports. What would have to wait long is refused at once with the wish to come again. Safe for
 * use by all connections at once.
 */
final class ExportDesk {
  private static final Duration DRAIN_TICK = Duration.ofMillis(10);

  private final OtlpLimits limits;
  private final Publisher publisher;
  private final BodyIntake intake;
  private final RepeatMemory repeats;
  private final StageMetrics metrics;
  private final Semaphore room;
  private volatile boolean isDraining;

  ExportDesk(OtlpLimits limits, Publisher publisher, RepeatMemory repeats, StageMetrics metrics) {
    this.limits = limits;
    this.publisher = publisher;
    this.repeats = repeats;
    this.metrics = metrics.dropping(Refusal.values());
    intake = new BodyIntake(limits.bodyBytesMax().bytesAsInt(), limits.bufferBytesMax().bytes());
    room = new Semaphore(limits.requestsMax());
  }

  OtlpLimits limits() {
    return limits;
  }

  /** Reads bodies; whoever reads one gives it to {@link #take} or back. */
  BodyIntake intake() {
    return intake;
  }

  /** Messages that wait for their answer. */
  int waiting() {
    return limits.requestsMax() - room.availablePermits();
  }

  /** Why no message can be taken now; null when one can. */
  @Nullable Refused obstacle() {
    if (isDraining) {
      return new Refused(Refusal.AWAY, "this collector stops");
    }
    if (!publisher.check().isReady()) {
      return new Refused(Refusal.AWAY, "Kafka is away");
    }
    if (!publisher.isTaking()) {
      return new Refused(Refusal.AWAY, "too much waits for Kafka");
    }
    return room.availablePermits() > 0
        ? null
        : new Refused(Refusal.BUSY, "too many messages wait for their answer");
  }

  /** Notes a message that was refused before it was read. */
  Refused refuse(Refused refused) {
    metrics.received(1);
    metrics.dropped(refused.reason(), 1);
    return refused;
  }

  /**
   * Takes a message.
   *
   * @param connection the address that it came from, empty when it is not known
   * @return completes with the answer; never with an exception
   */
  CompletableFuture<Answer> take(Exports exports, Body body, String connection) {
    long begin = System.nanoTime();
    metrics.received(1);
    CompletableFuture<Answer> answer =
        switch (body) {
          case Body.Whole whole -> whole(exports, whole, connection);
          case Body.Unread unread -> CompletableFuture.completedFuture(unread(exports, unread));
        };
    return answer.whenComplete((given, failure) -> {
      switch (given) {
        case Answer.Taken taken -> metrics.sent(1);
        case Refused refused -> metrics.dropped(refused.reason(), 1);
      }
      metrics.took(Duration.ofNanos(System.nanoTime() - begin));
    });
  }

  /** Takes no more messages and waits until those that were taken are answered. */
  void drain(Duration limit) throws InterruptedException {
    isDraining = true;
    long deadline = System.nanoTime() + limit.toNanos();
    while (waiting() > 0 && System.nanoTime() - deadline < 0) {
      Thread.sleep(DRAIN_TICK);
    }
  }

  private static Refused unread(Exports exports, Body.Unread unread) {
    return switch (unread) {
      case TOO_LARGE -> {
        exports.ledger().count(Rejected.MESSAGE_TOO_LARGE);
        yield new Refused(Refusal.TOO_LARGE, "longer than the limit");
      }
      case UNREADABLE -> {
        exports.ledger().count(Rejected.MESSAGE_MALFORMED);
        yield new Refused(Refusal.MALFORMED, "cannot be unpacked");
      }
      case NO_ROOM -> new Refused(Refusal.BUSY, "no room for this message now");
      case CUT_OFF -> new Refused(Refusal.AWAY, "the message was cut off");
    };
  }

  private CompletableFuture<Answer> whole(Exports exports, Body.Whole body, String connection) {
    boolean isWaiting = false;
    try {
      Refused obstacle = obstacle();
      if (obstacle != null) {
        return CompletableFuture.completedFuture(obstacle);
      }
      isWaiting = room.tryAcquire();
      if (!isWaiting) {
        return CompletableFuture.completedFuture(new Refused(Refusal.BUSY, "no room"));
      }
      CompletableFuture<Answer> answer = timed(readable(exports, body, connection));
      isWaiting = false;
      return answer;
    } finally {
      intake.giveBack(body.charged());
      if (isWaiting) {
        room.release();
      }
    }
  }

  /** The answer itself may come later than this one: then somebody asks for it again. */
  private CompletableFuture<Answer> timed(CompletableFuture<Answer> answer) {
    return answer
        .copy()
        .completeOnTimeout(
            new Refused(Refusal.AWAY, "Kafka did not acknowledge in time; it counts once"),
            limits.answerTimeout().toMillis(),
            TimeUnit.MILLISECONDS)
        .whenComplete((given, failure) -> room.release());
  }

  private CompletableFuture<Answer> readable(Exports exports, Body.Whole body, String connection) {
    int records = exports.records(body.bytes(), body.length());
    Refused refused = exports.refused(records);
    if (refused != null) {
      return CompletableFuture.completedFuture(refused);
    }
    if (records == 0) {
      return CompletableFuture.completedFuture(new Answer.Taken(0, ""));
    }
    RepeatMemory.Key key = repeats.key(exports.signal(), body.bytes(), body.length());
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    Optional<CompletableFuture<Answer>> before = repeats.before(key, answer);
    if (before.isPresent()) {
      exports.countRepeated(records);
      return before.get();
    }
    return written(exports, body, connection)
        .handle((given, failure) -> {
          Answer known = failure == null ? given : failed(failure);
          if (known instanceof Refused) {
            repeats.forget(key);
          }
          answer.complete(known);
          return known;
        });
  }

  private CompletableFuture<Answer> written(Exports exports, Body.Whole body, String connection) {
    try {
      Exports.Written written = exports.write(body, connection, publisher.nowMicros());
      return written.acknowledged().thenApply(acknowledged -> written.answer());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CompletableFuture.failedFuture(e);
    } catch (PublisherClosedException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Nobody has the reports, or nobody will ever take them. */
  private static Refused failed(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof PublisherClosedException || cause instanceof InterruptedException
        ? new Refused(Refusal.AWAY, "this collector stops")
        : new Refused(Refusal.FAILED, "cannot be published");
  }
}

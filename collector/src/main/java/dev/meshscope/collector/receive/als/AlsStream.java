package dev.meshscope.collector.receive.als;

import dev.meshscope.collector.normalize.Ledger;
import dev.meshscope.collector.normalize.Normalized;
import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.normalize.ReportingNode;
import dev.meshscope.collector.normalize.StreamNormalizer;
import dev.meshscope.collector.publish.Lane;
import dev.meshscope.collector.publish.PublisherClosedException;
import dev.meshscope.collector.receive.GrpcReceiver;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.io.InputStream;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream of one proxy's worker. gRPC calls a listener from one thread at a time; the next
 * message is asked for when the last one has been handed over, so that a full publisher stops the
 * reading.
 */
final class AlsStream extends ServerCall.Listener<InputStream> {
  private static final Logger log = LoggerFactory.getLogger(AlsStream.class);

  /** gRPC spreads the age of connections by a tenth. */
  private static final double AGE_SPREAD = 1.1;

  private final AlsService service;
  private final Ledger ledger;
  private final ServerCall<InputStream, InputStream> call;
  private final MessageReader reader;
  private final EntryReader entries;
  private final AtomicBoolean isFinished = new AtomicBoolean();
  private @Nullable Identity identity;
  private @Nullable Lane lane;

  /** Whether the current entry of the message is not counted yet. */
  private boolean isInHand;

  AlsStream(AlsService service, ServerCall<InputStream, InputStream> call) {
    this.service = service;
    this.call = call;
    ledger = service.ledger();
    entries = new EntryReader(service.memory());
    reader = new MessageReader(service.grpc().messageBytesMax().bytesAsInt());
  }

  @Override
  public void onMessage(InputStream message) {
    int length = reader.read(message);
    if (length == MessageReader.TOO_LARGE) {
      ledger.count(Rejected.MESSAGE_TOO_LARGE);
    } else if (length == MessageReader.UNREADABLE) {
      ledger.count(Rejected.MESSAGE_MALFORMED);
    } else {
      take(reader.bytes(), length);
    }
    if (service.isDraining() || isOld()) {
      finish();
    } else {
      call.request(1);
    }
  }

  @Override
  public void onHalfClose() {
    finish();
  }

  @Override
  public void onCancel() {
    end();
  }

  @Override
  public void onComplete() {
    end();
  }

  /** Answers and ends the stream, as the client may expect at any time; once. */
  void finish() {
    if (isFinished.compareAndSet(false, true)) {
      try {
        call.sendHeaders(new Metadata());
        call.sendMessage(AlsMethod.emptyResponse());
        call.close(Status.OK, new Metadata());
      } catch (IllegalStateException e) {
        log.atDebug().setCause(e).log("the client was faster to end its stream");
      }
    }
  }

  private void end() {
    service.ended(this);
    Identity known = identity;
    Lane left = lane;
    if (left != null) {
      left.detach();
      lane = null;
    }
    if (known != null) {
      identity = null;
      try {
        service.publisher().closed(known.node());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (PublisherClosedException e) {
        log.atDebug().log("the publisher said it for all streams");
      }
    }
  }

  private void take(byte[] bytes, int length) {
    entries.over(bytes, length);
    isInHand = false;
    try {
      Lane current = lane;
      if (current == null) {
        current = service.publisher().attach(); // waits for the topics, also those of identities
        lane = current;
      }
      StreamNormalizer normalizer = identity().normalizer();
      entries.restart();
      write(normalizer, current);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      refuseRest();
    } catch (PublisherClosedException e) {
      refuseRest();
    }
  }

  private void write(StreamNormalizer normalizer, Lane current)
      throws InterruptedException, PublisherClosedException {
    try (Lane.Visit visit = current.enter()) {
      while (entries.next()) {
        isInHand = true;
        Normalized normalized = Rejected.ENTRY_MALFORMED;
        if (entries.read()) {
          normalized = normalizer.normalize(entries.entry(), visit.arrivalMicros(), visit.room());
        }
        ledger.count(normalized);
        isInHand = false;
      }
    }
    if (entries.isMalformed()) {
      ledger.count(Rejected.MESSAGE_MALFORMED);
    }
  }

  /** The node and what is kept for it; the identifier is only on a stream's first message. */
  private Identity identity() throws InterruptedException, PublisherClosedException {
    Identity known = identity;
    if (known != null && (known.node().isKnown() || !entries.hasIdentifier())) {
      return known;
    }
    ReportingNode node = ReportingNode.of(entries.node());
    Identity made = new Identity(node, service.normalizer(node));
    open(known, made);
    return made;
  }

  private void open(@Nullable Identity before, Identity made)
      throws InterruptedException, PublisherClosedException {
    if (before != null) {
      service.publisher().closed(before.node());
    }
    identity = made;
    long since = earliestStart(made.normalizer());
    entries.restart();
    service.publisher().opened(made.node(), since);
  }

  private long earliestStart(StreamNormalizer normalizer) {
    long now = service.publisher().nowMicros();
    long earliest = now;
    entries.restart();
    while (entries.next()) {
      if (entries.read()) {
        OptionalLong start = normalizer.startMicros(entries.entry(), now);
        earliest = start.isPresent() ? Math.min(earliest, start.getAsLong()) : earliest;
      }
    }
    return earliest;
  }

  /** Counts what is left of the message: the collector stops. */
  private void refuseRest() {
    if (isInHand) {
      ledger.count(Rejected.STOPPING);
    }
    while (entries.next()) {
      ledger.count(Rejected.STOPPING);
    }
  }

  /** Whether the connection was asked to go: a good moment is right after a message. */
  private boolean isOld() {
    Long connected = call.getAttributes().get(GrpcReceiver.CONNECTED_NANOS);
    double ageMax = AGE_SPREAD * service.grpc().connectionAgeMax().toNanos();
    return connected != null && System.nanoTime() - connected > ageMax;
  }

  /** Whose stream it is. */
  private record Identity(ReportingNode node, StreamNormalizer normalizer) {}
}

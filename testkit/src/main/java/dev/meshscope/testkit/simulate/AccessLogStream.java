package dev.meshscope.testkit.simulate;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The stream of one worker of one proxy. Like Envoy's it opens with the first message, which
 * carries the identifier, and opens anew when the collector has ended it. Unlike Envoy's it never
 * discards entries because the collector is slow: it waits. One owner, not thread-safe.
 */
final class AccessLogStream {
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final Channel channel;
  private final byte[] identifier;
  private final Duration patience;
  private @Nullable Attempt open;
  private long opened;
  private long broken;

  /**
   * @param identifier a serialized message with nothing but the identifier
   * @param patience how long to wait for a collector that takes nothing
   */
  AccessLogStream(Channel channel, byte[] identifier, Duration patience) {
    this.channel = channel;
    this.identifier = identifier;
    this.patience = patience;
  }

  long opened() {
    return opened;
  }

  long broken() {
    return broken;
  }

  /**
   * Sends a message, after the identifier when the stream is new.
   *
   * @return false when there is no stream to send it on
   * @throws SimulationException when patience is at its end
   */
  boolean send(byte[] message) {
    if (open != null && open.isClosed) {
      broken++;
      open = null;
    }
    byte[] first = message;
    if (open == null) {
      open = new Attempt(channel.newCall(AccessLogMethod.STREAM, CallOptions.DEFAULT));
      opened++;
      // Fields of a message may come in pieces: the identifier, then the entries.
      first = Wire.joined(identifier, message);
    }
    return open.send(first, patience);
  }

  /** Ends the stream; the collector may still be reading. */
  void complete() {
    if (open != null) {
      open.call.halfClose();
    }
  }

  /** Waits until the collector has read all, or for as long as it is patient. */
  boolean awaitEnd(long deadlineNanos) {
    if (open == null) {
      return true;
    }
    while (!open.isClosed && System.nanoTime() - deadlineNanos < 0) {
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    return open.isClosed;
  }

  /** One call of the method. */
  private static final class Attempt extends ClientCall.Listener<byte[]> {
    private final ClientCall<byte[], byte[]> call;
    private final Thread owner = Thread.currentThread();
    private volatile boolean isClosed;

    Attempt(ClientCall<byte[], byte[]> call) {
      this.call = call;
      call.start(this, new Metadata());
      call.request(1);
    }

    boolean send(byte[] message, Duration patience) {
      long start = System.nanoTime();
      while (!call.isReady() && !isClosed) {
        if (System.nanoTime() - start > patience.toNanos()) {
          call.cancel("the collector takes nothing", null);
          throw new SimulationException("the collector took nothing for " + patience);
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      if (isClosed) {
        return false;
      }
      call.sendMessage(message);
      return true;
    }

    @Override
    public void onReady() {
      LockSupport.unpark(owner);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      isClosed = true;
      LockSupport.unpark(owner);
    }
  }
}

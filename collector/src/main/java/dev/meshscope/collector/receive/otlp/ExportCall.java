package dev.meshscope.collector.receive.otlp;

import com.google.rpc.Status;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One call of {@code Export}: a message in, an answer out. */
final class ExportCall extends ServerCall.Listener<Body> {
  private static final Logger log = LoggerFactory.getLogger(ExportCall.class);

  /** A message is acknowledged by a thread of Kafka's client, which must not wait for a socket. */
  private static final Executor ANSWERS = Thread::startVirtualThread;

  private final Exports exports;
  private final ExportDesk desk;
  private final ServerCall<Body, byte[]> call;
  private @Nullable Body body;

  ExportCall(Exports exports, ExportDesk desk, ServerCall<Body, byte[]> call) {
    this.exports = exports;
    this.desk = desk;
    this.call = call;
  }

  @Override
  public void onMessage(Body message) {
    if (body == null) {
      body = message;
    } else {
      giveBack(message); // gRPC lets a client of a unary method do that; the first one counts
    }
  }

  @Override
  public void onHalfClose() {
    Body message = body;
    body = null;
    if (message == null) {
      refuse(call, new Answer.Refused(Answer.Refusal.MALFORMED, "no message"), desk);
      return;
    }
    var _ =
        desk.take(exports, message, connection())
            .thenAcceptAsync(this::answer, ANSWERS)
            .exceptionally(failure -> {
              log.atDebug().setCause(failure).log("the client went before its answer");
              return null;
            });
  }

  @Override
  public void onCancel() {
    Body message = body;
    body = null;
    if (message != null) {
      giveBack(message);
    }
  }

  /** Ends a call whose message was not taken. */
  static void refuse(ServerCall<Body, byte[]> call, Answer.Refused refused, ExportDesk desk) {
    Status status = Replies.status(refused, desk.limits().retryAfter());
    StatusRuntimeException ended = StatusProto.toStatusRuntimeException(status);
    Metadata trailers = ended.getTrailers();
    call.close(ended.getStatus(), trailers == null ? new Metadata() : trailers);
  }

  private void answer(Answer answer) {
    switch (answer) {
      case Answer.Taken taken -> {
        call.sendHeaders(new Metadata());
        call.sendMessage(Replies.protobuf(exports.signal(), taken));
        call.close(io.grpc.Status.OK, new Metadata());
      }
      case Answer.Refused refused -> refuse(call, refused, desk);
    }
  }

  private String connection() {
    return call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)
            instanceof InetSocketAddress socket
        ? text(socket.getAddress())
        : "";
  }

  private static String text(@Nullable InetAddress address) {
    return address == null ? "" : address.getHostAddress();
  }

  private void giveBack(Body message) {
    if (message instanceof Body.Whole whole) {
      desk.intake().giveBack(whole.charged());
    }
  }
}

package dev.meshscope.collector.receive.otlp;

import dev.meshscope.collector.normalize.Normalized.Rejected;
import dev.meshscope.collector.receive.ReceiverService;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import java.time.Duration;

/** One signal on the gRPC port. */
final class OtlpGrpcService implements ReceiverService {
  /** As servers of unary methods do: a second message must be seen to be refused. */
  private static final int MESSAGES = 2;

  private final Exports exports;
  private final ExportDesk desk;
  private final MethodDescriptor<Body, byte[]> method;

  OtlpGrpcService(Exports exports, ExportDesk desk) {
    this.exports = exports;
    this.desk = desk;
    method = ExportMethod.of(exports.signal(), desk.intake());
  }

  @Override
  public ServerServiceDefinition definition() {
    return ServerServiceDefinition.builder(exports.signal().service())
        .addMethod(method, this::open)
        .build();
  }

  @Override
  public ServerStreamTracer.Factory tracer() {
    return new ServerStreamTracer.Factory() {
      @Override
      public ServerStreamTracer newServerStreamTracer(String name, Metadata headers) {
        boolean isOurs = name.equals(method.getFullMethodName());
        return isOurs ? new CapTracer() : new ServerStreamTracer() {};
      }
    };
  }

  @Override
  public void drain(Duration limit) throws InterruptedException {
    desk.drain(limit);
  }

  private ServerCall.Listener<Body> open(ServerCall<Body, byte[]> call, Metadata headers) {
    Answer.Refused obstacle = desk.obstacle();
    if (obstacle != null) {
      ExportCall.refuse(call, desk.refuse(obstacle), desk);
      return new ServerCall.Listener<>() {};
    }
    call.request(MESSAGES);
    return new ExportCall(exports, desk, call);
  }

  /** Counts messages beyond gRPC's own cap: it ends their calls before we see them. */
  private final class CapTracer extends ServerStreamTracer {
    private volatile boolean isMessageSeen;

    @Override
    public void inboundMessage(int number) {
      isMessageSeen = true;
    }

    @Override
    public void streamClosed(Status status) {
      if (status.getCode() == Status.Code.RESOURCE_EXHAUSTED && !isMessageSeen) {
        exports.ledger().count(Rejected.MESSAGE_TOO_LARGE);
      }
    }
  }
}

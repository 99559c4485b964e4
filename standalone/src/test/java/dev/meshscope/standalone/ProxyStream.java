package dev.meshscope.standalone;

import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.data.accesslog.v3.HTTPAccessLogEntry;
import io.envoyproxy.envoy.service.accesslog.v3.AccessLogServiceGrpc;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;

/** A stream of access logs on which any bytes can be sent. */
final class ProxyStream implements AutoCloseable {
  static final String SIDECAR =
      "sidecar~10.9.0.5~reviews-v1-7f9c6b5d4c-x2x5z.bookinfo~bookinfo.svc.cluster.local";

  private final ManagedChannel channel;
  private final ClientCall<byte[], byte[]> call;
  private final CompletableFuture<Status> ended = new CompletableFuture<>();

  ProxyStream(int port) {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    MethodDescriptor<byte[], byte[]> method =
        AccessLogServiceGrpc.getStreamAccessLogsMethod().toBuilder(new Bytes(), new Bytes())
            .build();
    call = channel.newCall(method, CallOptions.DEFAULT);
    call.start(
        new ClientCall.Listener<byte[]>() {
          @Override
          public void onClose(Status status, Metadata trailers) {
            ended.complete(status);
          }
        },
        new Metadata());
    call.request(1);
  }

  /** Says which node the stream comes from, and nothing else of it. */
  void identify(String nodeId) {
    StreamAccessLogsMessage.Identifier identifier =
        StreamAccessLogsMessage.Identifier.newBuilder()
            .setNode(Node.newBuilder().setId(nodeId))
            .build();
    send(StreamAccessLogsMessage.newBuilder().setIdentifier(identifier).build().toByteArray());
  }

  void send(HTTPAccessLogEntry entry) {
    send(message(entry));
  }

  void send(byte[] message) {
    call.sendMessage(message);
  }

  boolean hasEnded() {
    return ended.isDone();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  /** The message that carries one entry. */
  static byte[] message(HTTPAccessLogEntry entry) {
    return StreamAccessLogsMessage.newBuilder()
        .setHttpLogs(StreamAccessLogsMessage.HTTPAccessLogEntries.newBuilder().addLogEntry(entry))
        .build()
        .toByteArray();
  }

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

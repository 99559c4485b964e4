package dev.meshscope.collector;

import com.google.protobuf.ByteString;
import dev.meshscope.collector.receive.als.SampleEntries;
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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One stream of a proxy, that sends any bytes. */
final class AlsClient implements AutoCloseable {
  private final ManagedChannel channel;
  private final ClientCall<byte[], byte[]> call;
  private final CompletableFuture<Status> ended = new CompletableFuture<>();

  AlsClient(int port) {
    this(port, CallOptions.DEFAULT);
  }

  AlsClient(int port, CallOptions options) {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    MethodDescriptor<byte[], byte[]> method =
        AccessLogServiceGrpc.getStreamAccessLogsMethod().toBuilder(new Raw(), new Raw()).build();
    call = channel.newCall(method, options);
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

  void identify() {
    send(StreamAccessLogsMessage.newBuilder().setIdentifier(SampleEntries.identifier()).build());
  }

  /** A first message: identifier and entries. */
  void identifyAndSend(List<HTTPAccessLogEntry> entries) {
    send(message(entries).toBuilder().setIdentifier(SampleEntries.identifier()).build());
  }

  void send(List<HTTPAccessLogEntry> entries) {
    send(message(entries));
  }

  void send(StreamAccessLogsMessage message) {
    send(message.toByteArray());
  }

  void send(byte[] message) {
    call.sendMessage(message);
  }

  void compress() {
    call.setMessageCompression(true);
  }

  boolean isReady() {
    return call.isReady();
  }

  /** Ends the stream from this side. */
  Status finish() throws Exception {
    call.halfClose();
    return ended.get(20, TimeUnit.SECONDS);
  }

  CompletableFuture<Status> ended() {
    return ended;
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  static StreamAccessLogsMessage message(List<HTTPAccessLogEntry> entries) {
    return StreamAccessLogsMessage.newBuilder()
        .setHttpLogs(
            StreamAccessLogsMessage.HTTPAccessLogEntries.newBuilder().addAllLogEntry(entries))
        .build();
  }

  private static final class Raw implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return ByteString.readFrom(stream).toByteArray();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

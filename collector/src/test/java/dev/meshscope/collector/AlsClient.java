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
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** One stream of a proxy at a time, that sends any bytes. */
final class AlsClient implements AutoCloseable {
  private final ManagedChannel channel;
  private final CallOptions options;
  private Stream stream;

  AlsClient(int port) {
    this(port, CallOptions.DEFAULT);
  }

  AlsClient(int port, CallOptions options) {
    channel = NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    this.options = options;
    stream = new Stream(channel, options);
  }

  /** Goes on in a new stream, as a proxy does when its old one has ended. */
  void reopen() {
    stream = new Stream(channel, options);
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
    stream.call.sendMessage(message);
  }

  void compress() {
    stream.call.setMessageCompression(true);
  }

  boolean isReady() {
    return stream.call.isReady();
  }

  /** Waits until the other side reads; false when the time is up before. */
  boolean awaitReady(Duration patience) throws InterruptedException {
    boolean isTimeLeft = true;
    while (!stream.call.isReady() && isTimeLeft) {
      isTimeLeft = stream.ready.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
    return stream.call.isReady();
  }

  /** Ends the stream from this side. */
  Status finish() throws Exception {
    stream.call.halfClose();
    return stream.ended.get(20, TimeUnit.SECONDS);
  }

  CompletableFuture<Status> ended() {
    return stream.ended;
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

  /** One call, and what the other side says of it. */
  private static final class Stream extends ClientCall.Listener<byte[]> {
    private final ClientCall<byte[], byte[]> call;
    private final Semaphore ready = new Semaphore(0);
    private final CompletableFuture<Status> ended = new CompletableFuture<>();

    private Stream(ManagedChannel channel, CallOptions options) {
      MethodDescriptor<byte[], byte[]> method =
          AccessLogServiceGrpc.getStreamAccessLogsMethod().toBuilder(new Raw(), new Raw()).build();
      call = channel.newCall(method, options);
      call.start(this, new Metadata());
      call.request(1);
    }

    @Override
    public void onReady() {
      ready.release();
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      ended.complete(status);
    }
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

package dev.meshscope.benchmarks.stage;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.envoyproxy.envoy.service.accesslog.v3.AccessLogServiceGrpc;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** An access log service on loopback that keeps messages as they come, and nothing else. */
final class MessageRecorder implements AutoCloseable {
  private final Object lock = new Object();
  private final List<byte[]> nodes = new ArrayList<>();
  private final List<RecordedMessage> messages = new ArrayList<>();
  private final Server server;

  MessageRecorder() throws IOException {
    var name = AccessLogServiceGrpc.getStreamAccessLogsMethod().getFullMethodName();
    var method =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.CLIENT_STREAMING)
            .setFullMethodName(name)
            .setRequestMarshaller(new RawMarshaller())
            .setResponseMarshaller(new RawMarshaller())
            .build();
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .addService(
                ServerServiceDefinition.builder(AccessLogServiceGrpc.SERVICE_NAME)
                    .addMethod(method, ServerCalls.asyncClientStreamingCall(Recording::new))
                    .build())
            .build()
            .start();
  }

  int port() {
    return server.getPort();
  }

  /** What each stream said of its sender. */
  List<byte[]> nodes() {
    synchronized (lock) {
      return List.copyOf(nodes);
    }
  }

  List<RecordedMessage> messages() {
    synchronized (lock) {
      return List.copyOf(messages);
    }
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  /** How long the part about the sender is, which a stream's first message begins with. */
  private static int nodeLength(byte[] message) {
    CodedInputStream in = CodedInputStream.newInstance(message);
    try {
      int tag = in.readTag();
      if (WireFormat.getTagFieldNumber(tag) != StreamAccessLogsMessage.IDENTIFIER_FIELD_NUMBER) {
        throw new IllegalStateException("a stream begins with field " + (tag >>> 3));
      }
      in.skipField(tag);
      return in.getTotalBytesRead();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Recording implements StreamObserver<byte[]> {
    private static final int UNKNOWN = -1;

    private final StreamObserver<byte[]> responses;
    private int stream = UNKNOWN;

    Recording(StreamObserver<byte[]> responses) {
      this.responses = responses;
    }

    @Override
    public void onNext(byte[] message) {
      synchronized (lock) {
        int node = 0;
        if (stream == UNKNOWN) {
          stream = nodes.size();
          node = nodeLength(message);
          nodes.add(Arrays.copyOf(message, node));
        }
        byte[] entries = Arrays.copyOfRange(message, node, message.length);
        messages.add(new RecordedMessage(stream, entries));
      }
    }

    @Override
    public void onError(Throwable t) {
      // The simulation counts broken streams.
    }

    @Override
    public void onCompleted() {
      responses.onNext(new byte[0]);
      responses.onCompleted();
    }
  }

  private static final class RawMarshaller implements MethodDescriptor.Marshaller<byte[]> {
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

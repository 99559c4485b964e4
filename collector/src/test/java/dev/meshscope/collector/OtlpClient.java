package dev.meshscope.collector;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

/** An exporter that sends any bytes, over gRPC and over HTTP. */
final class OtlpClient implements AutoCloseable {
  static final String LOGS = "opentelemetry.proto.collector.logs.v1.LogsService/Export";
  static final String TRACES = "opentelemetry.proto.collector.trace.v1.TraceService/Export";
  static final String METRICS = "opentelemetry.proto.collector.metrics.v1.MetricsService/Export";
  static final String PROTOBUF = "application/x-protobuf";
  static final String JSON = "application/json";

  private final ManagedChannel channel;
  private final HttpClient http = HttpClient.newHttpClient();
  private final URI root;

  OtlpClient(Collector collector) {
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", collector.grpcPort()).usePlaintext().build();
    root = URI.create("http://127.0.0.1:" + collector.otlpHttpPort());
  }

  /** How a call ended. */
  record Ended(Status status, Metadata trailers, ByteString response) {}

  Ended logs(MessageLite request) throws Exception {
    return call(LOGS, request.toByteArray());
  }

  Ended spans(MessageLite request) throws Exception {
    return call(TRACES, request.toByteArray());
  }

  Ended call(String method, byte[] request) throws Exception {
    return start(method, request, CallOptions.DEFAULT).get(60, TimeUnit.SECONDS);
  }

  CompletableFuture<Ended> start(String method, byte[] request, CallOptions options) {
    MethodDescriptor<byte[], byte[]> raw =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(method)
            .setRequestMarshaller(new Raw())
            .setResponseMarshaller(new Raw())
            .build();
    CompletableFuture<Ended> ended = new CompletableFuture<>();
    ClientCall<byte[], byte[]> call = channel.newCall(raw, options);
    call.start(new Listener(ended), new Metadata());
    call.request(2);
    if (options.getCompressor() != null) {
      call.setMessageCompression(true);
    }
    call.sendMessage(request);
    call.halfClose();
    return ended;
  }

  HttpResponse<byte[]> post(String path, String type, byte[] body) throws Exception {
    return http.send(request(path, type, body).build(), BodyHandlers.ofByteArray());
  }

  HttpResponse<byte[]> postGzip(String path, String type, byte[] gzip) throws Exception {
    return http.send(
        request(path, type, gzip).header("Content-Encoding", "gzip").build(),
        BodyHandlers.ofByteArray());
  }

  CompletableFuture<HttpResponse<byte[]>> postLater(String path, String type, byte[] body) {
    return http.sendAsync(request(path, type, body).build(), BodyHandlers.ofByteArray());
  }

  HttpResponse<byte[]> send(HttpRequest.Builder request, String path) throws Exception {
    return http.send(request.uri(root.resolve(path)).build(), BodyHandlers.ofByteArray());
  }

  private HttpRequest.Builder request(String path, String type, byte[] body) {
    return HttpRequest.newBuilder(root.resolve(path))
        .header("Content-Type", type)
        .POST(BodyPublishers.ofByteArray(body));
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }

  @Override
  public void close() {
    channel.shutdownNow();
    http.close();
  }

  private static final class Listener extends ClientCall.Listener<byte[]> {
    private final CompletableFuture<Ended> ended;
    private byte[] response = {};

    private Listener(CompletableFuture<Ended> ended) {
      this.ended = ended;
    }

    @Override
    public void onMessage(byte[] message) {
      response = message;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      ended.complete(new Ended(status, trailers, ByteString.copyFrom(response)));
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

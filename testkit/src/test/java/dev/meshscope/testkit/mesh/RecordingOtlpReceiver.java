package dev.meshscope.testkit.mesh;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Keeps every log record or span, read by field numbers alone: in both exports records are field 2
 * of field 2 of field 1.
 */
final class RecordingOtlpReceiver {
  private final Queue<Item> logs = new ConcurrentLinkedQueue<>();
  private final Queue<Item> spans = new ConcurrentLinkedQueue<>();

  Collection<Item> logs() {
    return logs;
  }

  Collection<Item> spans() {
    return spans;
  }

  void forget() {
    logs.clear();
    spans.clear();
  }

  List<ServerServiceDefinition> services() {
    return List.of(
        service("opentelemetry.proto.collector.logs.v1.LogsService", logs),
        service("opentelemetry.proto.collector.trace.v1.TraceService", spans));
  }

  private static ServerServiceDefinition service(String name, Queue<Item> items) {
    MethodDescriptor<byte[], byte[]> export =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodType.UNARY)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(name, "Export"))
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();
    return ServerServiceDefinition.builder(name)
        .addMethod(
            export,
            ServerCalls.asyncUnaryCall((request, responses) -> {
              keep(request, items);
              responses.onNext(new byte[0]);
              responses.onCompleted();
            }))
        .build();
  }

  private static void keep(byte[] request, Queue<Item> items) {
    for (UnknownFieldSet ofResource : messages(read(ByteString.copyFrom(request)), 1)) {
      for (UnknownFieldSet ofScope : messages(ofResource, 2)) {
        messages(ofScope, 2).forEach(item -> items.add(new Item(ofResource, item)));
      }
    }
  }

  private static List<UnknownFieldSet> messages(UnknownFieldSet message, int field) {
    return message.getField(field).getLengthDelimitedList().stream()
        .map(RecordingOtlpReceiver::read)
        .toList();
  }

  private static UnknownFieldSet read(ByteString bytes) {
    try {
      return UnknownFieldSet.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A log record or a span, and the resource that it came with. */
  record Item(UnknownFieldSet resource, UnknownFieldSet item) {
    private static final int LOG_ATTRIBUTES = 6;
    private static final int SPAN_ATTRIBUTES = 9;
    private static final int SPAN_KIND = 6;

    String resourceAttribute(String key) {
      return text(messages(resource, 1).getFirst(), 1, key);
    }

    String logAttribute(String key) {
      return text(item, LOG_ATTRIBUTES, key);
    }

    String spanAttribute(String key) {
      return text(item, SPAN_ATTRIBUTES, key);
    }

    long spanKind() {
      return item.getField(SPAN_KIND).getVarintList().getFirst();
    }

    private static String text(UnknownFieldSet message, int field, String key) {
      return messages(message, field).stream()
          .filter(pair -> text(pair.getField(1)).equals(key))
          .map(pair -> text(messages(pair, 2).getFirst().getField(1)))
          .findFirst()
          .orElse("");
    }

    private static String text(UnknownFieldSet.Field field) {
      return field.getLengthDelimitedList().getFirst().toString(StandardCharsets.UTF_8);
    }
  }

  private static final class Bytes implements Marshaller<byte[]> {
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

package dev.meshscope.collector.receive.otlp;

import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The unary method {@code Export} of a signal, made by hand: its request is read by us. */
final class ExportMethod {
  private ExportMethod() {}

  /** The method whose requests that intake reads. */
  static MethodDescriptor<Body, byte[]> of(Signal signal, BodyIntake intake) {
    return MethodDescriptor.<Body, byte[]>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(signal.service(), "Export"))
        .setRequestMarshaller(new RequestMarshaller(intake))
        .setResponseMarshaller(new ResponseMarshaller())
        .build();
  }

  /** Reads within the limits; what cannot be read is a value too. */
  private record RequestMarshaller(BodyIntake intake) implements MethodDescriptor.Marshaller<Body> {
    @Override
    public InputStream stream(Body value) {
      throw new UnsupportedOperationException("a server sends no requests");
    }

    @Override
    public Body parse(InputStream stream) {
      try {
        return intake.read(() -> stream, stream.available());
      } catch (IOException e) {
        return Body.Unread.UNREADABLE;
      }
    }
  }

  /** Leaves bytes as they are. */
  private static final class ResponseMarshaller implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] value) {
      return new ByteArrayInputStream(value);
    }

    @Override
    public byte[] parse(InputStream stream) {
      throw new UnsupportedOperationException("a server gets no responses");
    }
  }
}

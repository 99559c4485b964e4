package dev.meshscope.testkit.simulate;

import io.envoyproxy.envoy.service.accesslog.v3.AccessLogServiceGrpc;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Envoy's method with messages that are bytes already. */
final class AccessLogMethod {
  static final MethodDescriptor<byte[], byte[]> STREAM =
      AccessLogServiceGrpc.getStreamAccessLogsMethod().toBuilder(new Bytes(), new Bytes()).build();

  private AccessLogMethod() {}

  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] message) {
      return new BytesInput(message);
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

  /** Lets gRPC copy the message straight into its buffers. */
  private static final class BytesInput extends ByteArrayInputStream
      implements KnownLength, Drainable {
    BytesInput(byte[] message) {
      super(message);
    }

    @Override
    public int drainTo(OutputStream target) throws IOException {
      int length = count - pos;
      target.write(buf, pos, length);
      pos = count;
      return length;
    }
  }
}

package dev.meshscope.testkit.mesh;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Methods of the gRPC service {@code bookinfo.Recommendations}, each with an end of its own. Their
 * messages are bytes without meaning.
 */
public enum Rpc {
  /** One message back. */
  LIST("List", MethodType.UNARY, Status.Code.OK),
  /** Fails before anything was sent: the status is in the headers (trailers-only). */
  REFUSE("Refuse", MethodType.UNARY, Status.Code.PERMISSION_DENIED),
  /** Fails after the headers went out: the status is in trailers. */
  FAIL("Fail", MethodType.UNARY, Status.Code.INTERNAL),
  /** Several messages back, one after the other. */
  WATCH("Watch", MethodType.SERVER_STREAMING, Status.Code.OK),
  /** Every message comes back at once, for as long as the client likes; named like a stream. */
  ECHO("StreamBack", MethodType.BIDI_STREAMING, Status.Code.OK);

  static final String SERVICE = "bookinfo.Recommendations";

  private final String method;
  private final MethodType type;
  private final Status.Code outcome;

  Rpc(String method, MethodType type, Status.Code outcome) {
    this.method = method;
    this.type = type;
    this.outcome = outcome;
  }

  MethodDescriptor<byte[], byte[]> descriptor() {
    return MethodDescriptor.<byte[], byte[]>newBuilder()
        .setType(type)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, method))
        .setRequestMarshaller(Bytes.INSTANCE)
        .setResponseMarshaller(Bytes.INSTANCE)
        .build();
  }

  /** How every call of it ends. */
  Status outcome() {
    return outcome.toStatus();
  }

  /** Name without the service's. */
  String method() {
    return method;
  }

  /** gRPC status of every call of it, 0 to 16. */
  public int status() {
    return outcome.value();
  }

  private enum Bytes implements Marshaller<byte[]> {
    INSTANCE;

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

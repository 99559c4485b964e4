package dev.meshscope.collector.receive.als;

import io.grpc.MethodDescriptor;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/**
 * {@code StreamAccessLogs} of envoy/service/accesslog/v3/als.proto, made by hand: a request is the
 * raw message, which may be read until the listener returns; the response has no fields.
 */
final class AlsMethod {
  static final String SERVICE = "envoy.service.accesslog.v3.AccessLogService";

  static final MethodDescriptor<InputStream, InputStream> STREAM_ACCESS_LOGS =
      MethodDescriptor.<InputStream, InputStream>newBuilder()
          .setType(MethodDescriptor.MethodType.CLIENT_STREAMING)
          .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "StreamAccessLogs"))
          .setRequestMarshaller(new RawMarshaller())
          .setResponseMarshaller(new RawMarshaller())
          .build();

  private AlsMethod() {}

  /** A message without fields. */
  static InputStream emptyResponse() {
    return new ByteArrayInputStream(new byte[0]);
  }

  /** Leaves bytes as they are. */
  private static final class RawMarshaller implements MethodDescriptor.Marshaller<InputStream> {
    @Override
    public InputStream stream(InputStream value) {
      return value;
    }

    @Override
    public InputStream parse(InputStream stream) {
      return stream;
    }
  }
}

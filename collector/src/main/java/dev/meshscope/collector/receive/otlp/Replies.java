package dev.meshscope.collector.receive.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Any;
import com.google.protobuf.Duration;
import com.google.protobuf.MessageLite;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.trace.v1.ExportTracePartialSuccess;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes answers as the protocol has them. One that leaves nothing to be said is empty: a partial
 * success without anything in it would be a warning.
 */
final class Replies {
  private static final JsonFactory JSON = new JsonFactory();

  private Replies() {}

  /** The response of a message that was taken, in protobuf. */
  static byte[] protobuf(Signal signal, Answer.Taken taken) {
    return message(signal, taken).toByteArray();
  }

  /** The same in JSON. */
  static byte[] json(Signal signal, Answer.Taken taken) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      out.writeStartObject();
      if (isPartial(taken)) {
        out.writeName("partialSuccess");
        out.writeStartObject();
        out.writeStringProperty(signal.rejectedField(), Long.toString(taken.rejected()));
        out.writeStringProperty("errorMessage", taken.message());
        out.writeEndObject();
      }
      out.writeEndObject();
    }
    return text.toString().getBytes(UTF_8);
  }

  /**
   * The status of a message that was refused.
   *
   * @param retryAfter what a client that may come again is told to wait
   */
  static Status status(Answer.Refused refused, java.time.Duration retryAfter) {
    Status.Builder status =
        Status.newBuilder().setCode(refused.reason().code().value()).setMessage(refused.message());
    if (refused.reason().isRetryable()) {
      Duration delay =
          Duration.newBuilder()
              .setSeconds(retryAfter.toSeconds())
              .setNanos(retryAfter.toNanosPart())
              .build();
      status.addDetails(Any.pack(RetryInfo.newBuilder().setRetryDelay(delay).build()));
    }
    return status.build();
  }

  /** The same in JSON, without the delay, which HTTP says in a header. */
  static byte[] json(Answer.Refused refused) {
    StringWriter text = new StringWriter();
    try (JsonGenerator out = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
      out.writeStartObject();
      out.writeNumberProperty("code", refused.reason().code().value());
      out.writeStringProperty("message", refused.message());
      out.writeEndObject();
    }
    return text.toString().getBytes(UTF_8);
  }

  private static MessageLite message(Signal signal, Answer.Taken taken) {
    return switch (signal) {
      case LOGS -> {
        ExportLogsServiceResponse.Builder response = ExportLogsServiceResponse.newBuilder();
        if (isPartial(taken)) {
          response.setPartialSuccess(
              ExportLogsPartialSuccess.newBuilder()
                  .setRejectedLogRecords(taken.rejected())
                  .setErrorMessage(taken.message()));
        }
        yield response.build();
      }
      case SPANS -> {
        ExportTraceServiceResponse.Builder response = ExportTraceServiceResponse.newBuilder();
        if (isPartial(taken)) {
          response.setPartialSuccess(
              ExportTracePartialSuccess.newBuilder()
                  .setRejectedSpans(taken.rejected())
                  .setErrorMessage(taken.message()));
        }
        yield response.build();
      }
    };
  }

  private static boolean isPartial(Answer.Taken taken) {
    return taken.rejected() > 0 || !taken.message().isEmpty();
  }
}

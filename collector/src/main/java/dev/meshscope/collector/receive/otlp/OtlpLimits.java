package dev.meshscope.collector.receive.otlp;

import dev.meshscope.runtime.config.Check;
import dev.meshscope.runtime.config.DataSize;
import java.time.Duration;

/**
 * Limits of messages. What is too large is refused for good; what finds no room is refused with the
 * wish to come again.
 *
 * @param bodyBytesMax longest message, unpacked; on gRPC also {@code grpc.messageBytesCap}
 * @param bufferBytesMax all messages that are being read and understood
 * @param recordsMax log records or spans in one message
 * @param requestsMax messages that wait for their answer
 * @param answerTimeout how long an answer waits for Kafka's acknowledgement; then the client is
 *     asked to come again, and is answered when the acknowledgement has come
 * @param retryAfter what a client that shall come again is told to wait
 */
public record OtlpLimits(
    DataSize bodyBytesMax,
    DataSize bufferBytesMax,
    int recordsMax,
    int requestsMax,
    Duration answerTimeout,
    Duration retryAfter) {
  public OtlpLimits {
    Check.inRange("bodyBytesMax", bodyBytesMax, DataSize.ofKibibytes(1), DataSize.ofMebibytes(256));
    Check.inRange(
        "bufferBytesMax", bufferBytesMax, DataSize.ofKibibytes(1), DataSize.ofMebibytes(1024));
    Check.require(
        bufferBytesMax.compareTo(bodyBytesMax) >= 0,
        "bufferBytesMax",
        "must not be below bodyBytesMax");
    Check.inRange("recordsMax", recordsMax, 1, 10_000_000);
    Check.inRange("requestsMax", requestsMax, 1, 1_000_000);
    Check.inRange("answerTimeout", answerTimeout, Duration.ofMillis(100), Duration.ofMinutes(5));
    Check.inRange("retryAfter", retryAfter, Duration.ofSeconds(1), Duration.ofMinutes(10));
  }

  /** The size that the protocol recommends; shorter than the timeout of OpenTelemetry's clients. */
  public static OtlpLimits defaults() {
    return new OtlpLimits(
        DataSize.ofMebibytes(64),
        DataSize.ofMebibytes(128),
        100_000,
        20_000,
        Duration.ofSeconds(8),
        Duration.ofSeconds(2));
  }
}

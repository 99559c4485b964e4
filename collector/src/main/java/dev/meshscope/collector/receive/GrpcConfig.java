package dev.meshscope.collector.receive;

import dev.meshscope.runtime.config.Check;
import dev.meshscope.runtime.config.DataSize;
import java.time.Duration;

/**
 * Limits of the gRPC port.
 *
 * @param messageBytesMax longest message that is read; a longer one is counted and left out
 * @param messageBytesCap longest message that is tolerated; a longer one ends its stream
 * @param windowBytes what a stream may send ahead of being read
 * @param streamsMax streams at a time
 * @param connectionAgeMax after which a connection is asked to go, so that streams spread over new
 *     collectors
 * @param connectionAgeGrace how long its streams may go on then
 * @param keepAliveInterval after which an idle connection is asked whether it lives
 * @param drainTimeout how long a clean stop waits for streams to finish what they are sending
 */
public record GrpcConfig(
    DataSize messageBytesMax,
    DataSize messageBytesCap,
    DataSize windowBytes,
    int streamsMax,
    Duration connectionAgeMax,
    Duration connectionAgeGrace,
    Duration keepAliveInterval,
    Duration drainTimeout) {
  public GrpcConfig {
    Check.inRange(
        "messageBytesMax", messageBytesMax, DataSize.ofKibibytes(1), DataSize.ofMebibytes(64));
    Check.inRange(
        "messageBytesCap", messageBytesCap, DataSize.ofKibibytes(1), DataSize.ofMebibytes(256));
    Check.require(
        messageBytesCap.compareTo(messageBytesMax) >= 0,
        "messageBytesCap",
        "must not be below messageBytesMax");
    Check.inRange("windowBytes", windowBytes, DataSize.ofKibibytes(64), DataSize.ofMebibytes(16));
    Check.inRange("streamsMax", streamsMax, 1, 1_000_000);
    Check.inRange(
        "connectionAgeMax", connectionAgeMax, Duration.ofSeconds(1), Duration.ofDays(365));
    Check.inRange(
        "connectionAgeGrace", connectionAgeGrace, Duration.ofMillis(1), Duration.ofDays(1));
    Check.inRange(
        "keepAliveInterval", keepAliveInterval, Duration.ofSeconds(1), Duration.ofDays(1));
    Check.inRange("drainTimeout", drainTimeout, Duration.ZERO, Duration.ofMinutes(1));
  }

  /** Fits Envoy's defaults with much to spare. */
  public static GrpcConfig defaults() {
    return new GrpcConfig(
        DataSize.ofMebibytes(4),
        DataSize.ofMebibytes(64),
        DataSize.ofKibibytes(256),
        20_000,
        Duration.ofMinutes(30),
        Duration.ofMinutes(5),
        Duration.ofMinutes(1),
        Duration.ofMillis(1_500));
  }
}

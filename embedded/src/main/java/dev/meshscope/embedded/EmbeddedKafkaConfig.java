package dev.meshscope.embedded;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where the broker keeps its data and listens, and what it may take.
 *
 * @param dataDirectory created when absent; topics, offsets and ports live here across restarts
 * @param port the broker's port on 127.0.0.1, 1–65535, or 0 for a free one that later starts on the
 *     same directory reuse
 * @param messageBytesMax the largest record batch taken, 1 KiB–64 MiB
 * @param startTimeout how long {@link EmbeddedKafka#start()} may take
 * @param closeTimeout how long {@link EmbeddedKafka#close()} may take
 */
public record EmbeddedKafkaConfig(
    Path dataDirectory,
    int port,
    int messageBytesMax,
    Duration startTimeout,
    Duration closeTimeout) {

  private static final int MESSAGE_BYTES_LEAST = 1 << 10;
  private static final int MESSAGE_BYTES_MOST = 64 << 20;

  public EmbeddedKafkaConfig {
    dataDirectory = dataDirectory.toAbsolutePath().normalize();
    Ports.requirePort(port);
    if (messageBytesMax < MESSAGE_BYTES_LEAST || messageBytesMax > MESSAGE_BYTES_MOST) {
      throw new IllegalArgumentException(
          "messageBytesMax must be 1 KiB to 64 MiB, not " + messageBytesMax);
    }
    Deadline.requirePositive("startTimeout", startTimeout);
    Deadline.requirePositive("closeTimeout", closeTimeout);
  }

  /** The defaults: batches up to 8 MiB, 60 s to start, 9 s to close. */
  public static EmbeddedKafkaConfig of(Path dataDirectory, int port) {
    return new EmbeddedKafkaConfig(
        dataDirectory, port, 8 << 20, Duration.ofSeconds(60), Duration.ofSeconds(9));
  }
}

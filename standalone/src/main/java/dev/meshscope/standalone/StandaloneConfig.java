package dev.meshscope.standalone;

import dev.meshscope.runtime.config.Check;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What belongs to no single process of the standalone.
 *
 * @param dataDir where broker, engine and the processes keep their data
 * @param kafkaPort of the embedded broker on 127.0.0.1, 0 for a free one
 * @param clickhousePort of the embedded engine on 127.0.0.1, 0 for a free one
 * @param statusInterval how often the line with requests, edges and lag is written
 */
public record StandaloneConfig(
    Path dataDir, int kafkaPort, int clickhousePort, Duration statusInterval) {
  public StandaloneConfig {
    Check.port("kafkaPort", kafkaPort);
    Check.port("clickhousePort", clickhousePort);
    Check.inRange("statusInterval", statusInterval, Duration.ofMillis(500), Duration.ofHours(1));
  }

  /** Kafka's and ClickHouse's own ports, data in the working directory. */
  public static StandaloneConfig defaults() {
    return new StandaloneConfig(Path.of(".data"), 9092, 8123, Duration.ofSeconds(2));
  }
}

package dev.meshscope.embedded.clickhouse;

import java.nio.file.Path;
import java.time.Duration;

/**
 * One engine process: its files, its port and its limits.
 *
 * @param library libchdb itself
 * @param dataDirectory created when absent; one process at a time
 * @param port on 127.0.0.1, or 0 for a free one
 * @param limits what it may take
 */
public record ClickHouseEngineConfig(
    Path library, Path dataDirectory, int port, ClickHouseEngineLimits limits) {

  public ClickHouseEngineConfig {
    library = library.toAbsolutePath().normalize();
    dataDirectory = dataDirectory.toAbsolutePath().normalize();
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be 0 to 65535, not " + port);
    }
  }

  /** How long requests in flight may still run when the engine is closed. */
  static Duration closeTimeout() {
    return Duration.ofSeconds(5);
  }
}

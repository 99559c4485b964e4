package dev.meshscope.embedded.clickhouse;

import java.time.Duration;

/**
 * The limits of one engine.
 *
 * @param connections statements that run at the same time, 1–64
 * @param requestsMax requests that are read, wait or run at the same time, at least {@code
 *     connections}; one more is refused
 * @param queueTimeout how long a request waits for a connection before it is refused
 * @param bodyBytesMax the largest request body after decompression, up to 1 GiB
 * @param memoryBytes {@code max_server_memory_usage} of the engine, at least 64 MiB
 */
public record ClickHouseEngineLimits(
    int connections, int requestsMax, Duration queueTimeout, long bodyBytesMax, long memoryBytes) {

  public static final ClickHouseEngineLimits DEFAULTS =
      new ClickHouseEngineLimits(6, 64, Duration.ofSeconds(30), 256L << 20, 700L << 20);

  public ClickHouseEngineLimits {
    require(connections >= 1 && connections <= 64, "connections must be 1 to 64");
    require(
        requestsMax >= connections && requestsMax <= 4096,
        "requestsMax must be at least connections and at most 4096");
    require(!queueTimeout.isNegative(), "queueTimeout must not be negative");
    require(
        bodyBytesMax >= 1024 && bodyBytesMax <= 1L << 30, "bodyBytesMax must be 1 KiB to 1 GiB");
    require(memoryBytes >= 64L << 20, "memoryBytes must be at least 64 MiB");
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}

package dev.meshscope.embedded;

import dev.meshscope.embedded.clickhouse.ClickHouseEngineConfig;
import dev.meshscope.embedded.clickhouse.ClickHouseEngineLimits;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The engine's process as its parent sees it.
 *
 * @param engine what the process runs
 * @param timeZone the server's time zone, as {@code TZ} of a ClickHouse server
 * @param startTimeout how long {@link EmbeddedClickHouse#start()} may take
 * @param closeTimeout how long {@link EmbeddedClickHouse#close()} waits before it kills
 */
public record EmbeddedClickHouseConfig(
    ClickHouseEngineConfig engine, ZoneId timeZone, Duration startTimeout, Duration closeTimeout) {

  public EmbeddedClickHouseConfig {
    Deadline.requirePositive("startTimeout", startTimeout);
    Deadline.requirePositive("closeTimeout", closeTimeout);
  }

  /**
   * The defaults: UTC, 60 s to start, 8 s to close, {@link ClickHouseEngineLimits#DEFAULTS}.
   *
   * @param root the folder with {@code .tools}, where {@code make tools} put the engine
   * @param port on 127.0.0.1, or 0 for a free one
   * @throws EmbeddedStartException when the engine is not there or this platform has none
   */
  public static EmbeddedClickHouseConfig of(Path root, Path dataDirectory, int port) {
    ClickHouseEngineConfig engine =
        new ClickHouseEngineConfig(
            EngineLibrary.find(root), dataDirectory, port, ClickHouseEngineLimits.DEFAULTS);
    return new EmbeddedClickHouseConfig(
        engine, ZoneOffset.UTC, Duration.ofSeconds(60), Duration.ofSeconds(8));
  }

  /** The same engine in another time zone. */
  public EmbeddedClickHouseConfig in(ZoneId zone) {
    return new EmbeddedClickHouseConfig(engine, zone, startTimeout, closeTimeout);
  }

  /** The same process with other limits. */
  public EmbeddedClickHouseConfig with(ClickHouseEngineLimits limits) {
    ClickHouseEngineConfig other =
        new ClickHouseEngineConfig(engine.library(), engine.dataDirectory(), engine.port(), limits);
    return new EmbeddedClickHouseConfig(other, timeZone, startTimeout, closeTimeout);
  }
}

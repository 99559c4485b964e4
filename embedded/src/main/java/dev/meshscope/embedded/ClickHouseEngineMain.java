package dev.meshscope.embedded;

import dev.meshscope.embedded.clickhouse.ClickHouseEngine;
import dev.meshscope.embedded.clickhouse.ClickHouseEngineConfig;
import dev.meshscope.embedded.clickhouse.ClickHouseEngineLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The engine's process: prints one line when it is ready, ends on SIGTERM or, with {@code
 * --until-input-ends=true}, when its standard input ends, which is how it notices that its parent
 * is gone.
 *
 * <p>Arguments {@code --name=value}: {@code data} (directory), {@code library} (libchdb), {@code
 * port} (8123, 0 = any), {@code connections} (6), {@code requests} (64), {@code queue-millis}
 * (30000), {@code memory-bytes} (734003200), {@code body-bytes} (268435456), {@code
 * until-input-ends} (false).
 */
public final class ClickHouseEngineMain {

  static final String READY = "ClickHouse engine ready on http://127.0.0.1:";
  private static final String OWNER = "ClickHouse engine";

  private ClickHouseEngineMain() {}

  public static void main(String[] args) throws InterruptedException {
    configureHttpServer();
    try {
      Map<String, String> options = options(args);
      ClickHouseEngineConfig config = config(options);
      DirectoryLock lock = DirectoryLock.take(config.dataDirectory(), OWNER);
      if (Boolean.parseBoolean(options.getOrDefault("until-input-ends", "false"))) {
        ProcessGroup.leave();
        Thread.ofPlatform().name("input-end").daemon().start(() -> exitAfter(System.in));
      }
      run(config, lock);
    } catch (EmbeddedStartException | IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }

  /** The JDK's server takes these from system properties only. */
  private static void configureHttpServer() {
    // Answers are written in small parts; waiting for acknowledgements costs 40 ms each.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    // Seconds to read a request, and from its end to the end of its answer.
    System.setProperty("sun.net.httpserver.maxReqTime", "120");
    System.setProperty("sun.net.httpserver.maxRspTime", "3600");
  }

  private static void run(ClickHouseEngineConfig config, DirectoryLock lock)
      throws InterruptedException {
    ClickHouseEngine engine = new ClickHouseEngine(config);
    try {
      engine.start();
    } catch (IOException e) {
      throw new EmbeddedStartException(
          "port %d on 127.0.0.1 is taken, the %s cannot listen there (stop its owner, or set another port)"
              .formatted(config.port(), OWNER),
          e);
    }
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  engine.close();
                  lock.close();
                },
                "engine-stop"));
    System.out.println(READY + engine.port() + " (data " + config.dataDirectory() + ")");
    Thread.currentThread().join();
  }

  /** The parent never writes: the input ends when the parent does. */
  private static void exitAfter(InputStream in) {
    try {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      System.err.println("standard input failed: " + e.getMessage());
    }
    System.exit(0);
  }

  private static Map<String, String> options(String[] args) {
    Map<String, String> options = new LinkedHashMap<>();
    List<String> bad = new ArrayList<>();
    for (String arg : args) {
      int equals = arg.indexOf('=');
      if (!arg.startsWith("--") || equals < 0) {
        bad.add(arg);
      } else {
        options.put(arg.substring(2, equals), arg.substring(equals + 1));
      }
    }
    if (!bad.isEmpty()) {
      throw new IllegalArgumentException("arguments must be --name=value, not " + bad);
    }
    return options;
  }

  private static ClickHouseEngineConfig config(Map<String, String> options) {
    ClickHouseEngineLimits defaults = ClickHouseEngineLimits.DEFAULTS;
    ClickHouseEngineLimits limits =
        new ClickHouseEngineLimits(
            (int) number(options, "connections", defaults.connections()),
            (int) number(options, "requests", defaults.requestsMax()),
            Duration.ofMillis(number(options, "queue-millis", defaults.queueTimeout().toMillis())),
            number(options, "body-bytes", defaults.bodyBytesMax()),
            number(options, "memory-bytes", defaults.memoryBytes()));
    return new ClickHouseEngineConfig(
        path(options, "library"),
        path(options, "data"),
        (int) number(options, "port", 8123),
        limits);
  }

  private static Path path(Map<String, String> options, String name) {
    String value = options.get(name);
    if (value == null) {
      throw new IllegalArgumentException("missing --" + name + "=<path>");
    }
    return Path.of(value);
  }

  private static long number(Map<String, String> options, String name, long otherwise) {
    String value = options.get(name);
    if (value == null) {
      return otherwise;
    }
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("--" + name + " must be a number, not " + value, e);
    }
  }
}

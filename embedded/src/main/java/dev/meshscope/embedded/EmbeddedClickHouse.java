package dev.meshscope.embedded;

import dev.meshscope.embedded.clickhouse.ClickHouseEngineConfig;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ClickHouse engine in a process of its own, seen from the process that starts it. It ends with
 * its parent, however that ends.
 *
 * <p>In a test:
 *
 * <pre>{@code
 * Path root = Path.of(System.getProperty("meshscope.root"));
 * try (EmbeddedClickHouse clickHouse =
 *     new EmbeddedClickHouse(EmbeddedClickHouseConfig.of(root, directory, 0))) {
 *   clickHouse.start();
 *   DriverManager.getConnection("jdbc:clickhouse:" + clickHouse.url(), "default", "");
 * }
 * }</pre>
 */
public final class EmbeddedClickHouse implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EmbeddedClickHouse.class);
  private static final int PING_TIMEOUT_MILLIS = 2_000;

  private final EmbeddedClickHouseConfig config;
  private @Nullable Process process;
  private int port;

  public EmbeddedClickHouse(EmbeddedClickHouseConfig config) {
    this.config = config;
  }

  /**
   * Returns when the engine answers.
   *
   * @throws EmbeddedStartException when it does not, with what its process said
   */
  public void start() {
    if (process != null) {
      throw new IllegalStateException("started already");
    }
    long startedNanos = System.nanoTime();
    EngineOutput output = new EngineOutput();
    Process child = launch();
    process = child;
    Thread.ofVirtual().name("engine-output").start(() -> output.pump(child.getInputStream()));
    boolean isStarted = false;
    try {
      port = await(output);
      awaitAnswer(startedNanos);
      isStarted = true;
    } finally {
      if (!isStarted) {
        close();
      }
    }
    log.atInfo()
        .addKeyValue("url", url())
        .addKeyValue("pid", child.pid())
        .addKeyValue("startMillis", (System.nanoTime() - startedNanos) / 1_000_000)
        .log("ClickHouse engine listening");
  }

  private Process launch() {
    ClickHouseEngineConfig engine = config.engine();
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            ClickHouseEngineMain.class.getName(),
            "--library=" + engine.library(),
            "--data=" + engine.dataDirectory(),
            "--port=" + engine.port(),
            "--connections=" + engine.limits().connections(),
            "--requests=" + engine.limits().requestsMax(),
            "--queue-millis=" + engine.limits().queueTimeout().toMillis(),
            "--body-bytes=" + engine.limits().bodyBytesMax(),
            "--memory-bytes=" + engine.limits().memoryBytes(),
            "--until-input-ends=true");
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("TZ", config.timeZone().getId().replaceFirst("^Z$", "UTC"));
    try {
      return builder.start();
    } catch (IOException e) {
      throw new EmbeddedStartException("cannot start the engine's process: " + command, e);
    }
  }

  private int await(EngineOutput output) {
    Duration timeout = config.startTimeout();
    try {
      return output.port().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new EmbeddedStartException(output.problem(), e);
    } catch (TimeoutException e) {
      throw new EmbeddedStartException(
          "the ClickHouse engine took longer than %s to start".formatted(timeout), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedStartException("interrupted", e);
    }
  }

  /** On a busy machine the first answer takes longer than any later one. */
  private void awaitAnswer(long startedNanos) {
    Optional<String> problem = check();
    while (problem.isPresent()) {
      boolean isLate = System.nanoTime() - startedNanos > config.startTimeout().toNanos();
      if (isLate || process == null || !process.isAlive()) {
        throw new EmbeddedStartException(problem.get());
      }
      problem = check();
    }
  }

  /** The engine's HTTP address without a path: {@code http://127.0.0.1:port}. */
  public String url() {
    if (port == 0) {
      throw new IllegalStateException("not started");
    }
    return "http://127.0.0.1:" + port;
  }

  /** The process, for tests that kill it. */
  public ProcessHandle process() {
    if (process == null) {
      throw new IllegalStateException("not started");
    }
    return process.toHandle();
  }

  /** Empty when the engine answers, else what is wrong. Takes at most 2 s. */
  public Optional<String> check() {
    if (process == null || !process.isAlive()) {
      return Optional.of("the ClickHouse engine's process is not running");
    }
    try {
      HttpURLConnection ping =
          (HttpURLConnection) URI.create(url() + "/ping").toURL().openConnection();
      ping.setConnectTimeout(PING_TIMEOUT_MILLIS);
      ping.setReadTimeout(PING_TIMEOUT_MILLIS);
      int status = ping.getResponseCode();
      ping.getInputStream().close();
      return status == 200
          ? Optional.empty()
          : Optional.of("the ClickHouse engine answers with HTTP status " + status);
    } catch (IOException e) {
      return Optional.of("the ClickHouse engine does not answer: " + e.getMessage());
    }
  }

  /** SIGTERM, a bounded wait, SIGKILL. Does nothing when the process is not running. */
  @Override
  public void close() {
    Process child = process;
    process = null;
    if (child == null) {
      return;
    }
    child.destroy();
    try {
      if (!child.waitFor(config.closeTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
        log.atWarn().addKeyValue("pid", child.pid()).log("ClickHouse engine did not end, killed");
        child.destroyForcibly();
      }
    } catch (InterruptedException e) {
      child.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

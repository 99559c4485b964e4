package dev.meshscope.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka's own KRaft broker and controller inside this JVM, on 127.0.0.1 only. None of the classes
 * used is a public API of Kafka: this is the one place that touches them.
 *
 * <p>In a test:
 *
 * <pre>{@code
 * try (EmbeddedKafka kafka = new EmbeddedKafka(EmbeddedKafkaConfig.of(directory, 0))) {
 *   kafka.start();
 *   connectTo(kafka.bootstrapServers());
 * }
 * }</pre>
 */
public final class EmbeddedKafka implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EmbeddedKafka.class);
  private static final String OWNER = "Kafka broker";

  private final EmbeddedKafkaConfig config;
  private final ReentrantLock stopping = new ReentrantLock();
  private @Nullable DirectoryLock lock;
  private volatile @Nullable KafkaRaftServer server;
  private @Nullable CompletableFuture<@Nullable Void> stopped;
  private @Nullable BrokerPorts ports;
  private CompletableFuture<@Nullable Void> startup = CompletableFuture.completedFuture(null);

  public EmbeddedKafka(EmbeddedKafkaConfig config) {
    this.config = config;
  }

  /**
   * Returns when the broker answers.
   *
   * @throws EmbeddedStartException when the port is taken, the directory is unusable or in use, or
   *     the start took longer than configured
   */
  public void start() {
    if (lock != null) {
      throw new IllegalStateException("started already");
    }
    long startedNanos = System.nanoTime();
    lock = DirectoryLock.take(config.dataDirectory(), OWNER);
    try {
      startBroker();
    } catch (RuntimeException | Error e) {
      closeAfter(e);
      throw e;
    }
    log.atInfo()
        .addKeyValue("bootstrapServers", bootstrapServers())
        .addKeyValue("dataDirectory", config.dataDirectory())
        .addKeyValue("startMillis", (System.nanoTime() - startedNanos) / 1_000_000)
        .log("broker listening");
  }

  private void closeAfter(Throwable startFailure) {
    try {
      close();
    } catch (RuntimeException e) {
      startFailure.addSuppressed(e);
    }
  }

  private void startBroker() {
    BrokerPorts chosen = BrokerPorts.choose(config.dataDirectory(), config.port());
    Path logDirectory = config.dataDirectory().resolve("log");
    Properties properties = BrokerProperties.of(config, logDirectory, chosen);
    format(logDirectory);
    try {
      chosen.write(config.dataDirectory());
    } catch (IOException e) {
      throw new EmbeddedStartException("cannot write to " + config.dataDirectory(), e);
    }
    ports = chosen;
    KafkaRaftServer broker =
        new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
    stopped = null;
    startup = run("start", broker::startup);
    server = broker;
    await("start", startup, config.startTimeout());
  }

  private static void format(Path logDirectory) {
    if (Files.exists(logDirectory.resolve("meta.properties"))) {
      return;
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try {
      Files.createDirectories(logDirectory);
      Formatter formatter =
          new Formatter()
              .setNodeId(BrokerProperties.NODE_ID)
              .setClusterId(Uuid.randomUuid().toString())
              .setControllerListenerName(BrokerProperties.CONTROLLER_LISTENER)
              .setMetadataLogDirectory(logDirectory.toString())
              .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
              .setPrintStream(new PrintStream(said, true, StandardCharsets.UTF_8));
      formatter.addDirectory(logDirectory.toString());
      formatter.run();
    } catch (Exception e) { // the formatter declares nothing narrower
      throw new EmbeddedStartException(
          "cannot prepare %s for the %s: %s"
              .formatted(logDirectory, OWNER, said.toString(StandardCharsets.UTF_8).strip()),
          e);
    }
  }

  /** Runs one of the server's unbounded calls on a thread of its own. */
  private static CompletableFuture<@Nullable Void> run(String what, Runnable call) {
    CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    Thread.ofPlatform()
        .name("embedded-kafka-" + what)
        .daemon()
        .start(() -> {
          try {
            call.run();
            done.complete(null);
          } catch (Throwable e) { // handed to whoever waits
            done.completeExceptionally(e);
          }
        });
    return done;
  }

  private static void await(String what, CompletableFuture<@Nullable Void> done, Duration timeout) {
    try {
      done.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new EmbeddedStartException(
          "the %s failed to %s: %s".formatted(OWNER, what, e.getCause()), e);
    } catch (TimeoutException e) {
      throw new EmbeddedStartException(
          "the %s took longer than %d ms to %s".formatted(OWNER, timeout.toMillis(), what), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedStartException("interrupted", e);
    }
  }

  /** Where clients connect: {@code 127.0.0.1:port}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port();
  }

  /** The broker's port, which is the configured one or the one that was chosen. */
  public int port() {
    if (ports == null) {
      throw new IllegalStateException("not started");
    }
    return ports.broker();
  }

  /** Empty when the broker takes connections, else what is wrong. Takes at most 2 s. */
  public Optional<String> check() {
    if (server == null) {
      return Optional.of("the Kafka broker is not running");
    }
    return Ports.takesConnections(port())
        ? Optional.empty()
        : Optional.of("the Kafka broker takes no connections on " + bootstrapServers());
  }

  /**
   * Stops the broker cleanly, within the configured limit. Does nothing when it is not running.
   *
   * <p>To be called before the data directory goes away: Kafka ends the JVM when it cannot write.
   *
   * @throws EmbeddedStartException when it did not stop in time; it keeps its directory then
   */
  @Override
  public void close() {
    KafkaRaftServer running = server;
    if (running != null) {
      stop(running);
    }
    server = null;
    DirectoryLock held = lock;
    if (held != null) {
      held.close();
      lock = null;
    }
  }

  /**
   * A broker that is still starting does not stop; one that failed to start may stop badly. Told
   * only once: a second thread would take the controller away from the broker that still needs it,
   * and both would wait for ever.
   */
  private void stop(KafkaRaftServer running) {
    CompletableFuture<@Nullable Void> ended;
    stopping.lock();
    try {
      ended = stopped == null ? stopAfterStart(running) : stopped;
      stopped = ended;
    } finally {
      stopping.unlock();
    }
    await("stop", ended, config.closeTimeout());
  }

  private CompletableFuture<@Nullable Void> stopAfterStart(KafkaRaftServer running) {
    return startup
        .exceptionally(startFailed -> null)
        .thenCompose(ended ->
            run(
                "stop",
                () -> {
                  running.shutdown();
                  running.awaitShutdown();
                }));
  }
}

package dev.meshscope.aggregator.store;

import dev.meshscope.embedded.EmbeddedClickHouse;
import dev.meshscope.embedded.EmbeddedClickHouseConfig;
import dev.meshscope.embedded.EmbeddedKafka;
import dev.meshscope.embedded.EmbeddedKafkaConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One real broker and one real engine for all tests of this package. */
final class TestServers implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Servers.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(TestServers.class))
        .computeIfAbsent(Servers.class, _ -> Servers.start(), Servers.class);
  }

  /** Both servers, on a directory that goes with them. */
  static final class Servers implements AutoCloseable {
    private final Path directory;
    private final EmbeddedKafka kafka;
    private EmbeddedClickHouse engine;

    private Servers(Path directory, EmbeddedKafka kafka, EmbeddedClickHouse engine) {
      this.directory = directory;
      this.kafka = kafka;
      this.engine = engine;
    }

    private static Servers start() {
      try {
        Path directory = Files.createTempDirectory("meshscope-store");
        EmbeddedKafka kafka =
            new EmbeddedKafka(EmbeddedKafkaConfig.of(directory.resolve("kafka"), 0));
        kafka.start();
        EmbeddedClickHouse engine = engine(directory, 0);
        engine.start();
        return new Servers(directory, kafka, engine);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static EmbeddedClickHouse engine(Path directory, int port) {
      Path root = Path.of(System.getProperty("meshscope.root"));
      return new EmbeddedClickHouse(
          EmbeddedClickHouseConfig.of(root, directory.resolve("engine"), port));
    }

    String bootstrapServers() {
      return kafka.bootstrapServers();
    }

    String engineUrl() {
      return engine.url();
    }

    /** Ends the engine as a crash would, and waits until it is gone. */
    void killEngine() {
      ProcessHandle process = engine.process();
      process.destroyForcibly();
      process.onExit().join();
    }

    /** Starts the engine again, on its data and its port. */
    void restartEngine() {
      int port = URI.create(engine.url()).getPort();
      engine.close();
      engine = engine(directory, port);
      engine.start();
    }

    @Override
    public void close() throws IOException {
      kafka.close();
      engine.close();
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}

package dev.meshscope.queryapi;

import dev.meshscope.embedded.EmbeddedClickHouse;
import dev.meshscope.embedded.EmbeddedClickHouseConfig;
import dev.meshscope.storage.ClickHouseConfig;
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

/**
 * One real engine for all integration tests of the module; each test class takes a database of its
 * own. Resolves parameters of type {@link ClickHouseConfig}.
 */
final class SharedEngine implements ParameterResolver {
  private static final ExtensionContext.Namespace SPACE =
      ExtensionContext.Namespace.create(SharedEngine.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ClickHouseConfig.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Running running =
        context
            .getRoot()
            .getStore(SPACE)
            .computeIfAbsent(Running.class, key -> new Running(), Running.class);
    String database = context.getRequiredTestClass().getSimpleName();
    return ClickHouseConfig.at(URI.create(running.engine.url())).withDatabase(database);
  }

  /** The engine and its directory, until the last test has ended. */
  private static final class Running implements AutoCloseable {
    private final Path directory;
    private final EmbeddedClickHouse engine;

    Running() {
      try {
        directory = Files.createTempDirectory("meshscope-query");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Path root = Path.of(System.getProperty("meshscope.root"));
      engine = new EmbeddedClickHouse(EmbeddedClickHouseConfig.of(root, directory, 0));
      engine.start();
    }

    @Override
    public void close() throws IOException {
      engine.close();
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}

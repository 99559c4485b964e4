package dev.meshscope.storage;

import dev.meshscope.embedded.EmbeddedClickHouse;
import dev.meshscope.embedded.EmbeddedClickHouseConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One real engine for all tests of this module; each test class that asks for a {@link
 * ClickHouseConfig} gets a database of its own on it, which does not exist yet.
 */
public final class TestEngine implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == ClickHouseConfig.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    Running running =
        context
            .getRoot()
            .getStore(ExtensionContext.Namespace.create(TestEngine.class))
            .computeIfAbsent(Running.class, _ -> Running.start(), Running.class);
    String database = context.getRequiredTestClass().getSimpleName().toLowerCase(Locale.ROOT);
    return ClickHouseConfig.at(URI.create(running.engine().url())).withDatabase(database);
  }

  /** An engine on a directory of its own, which it leaves behind empty. */
  record Running(EmbeddedClickHouse engine, Path directory) implements AutoCloseable {
    static Running start() {
      try {
        Path directory = Files.createTempDirectory("meshscope-engine");
        Path root = Path.of(System.getProperty("meshscope.root"));
        EmbeddedClickHouse engine =
            new EmbeddedClickHouse(EmbeddedClickHouseConfig.of(root, directory, 0));
        engine.start();
        return new Running(engine, directory);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      engine.close();
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}

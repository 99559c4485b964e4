package dev.meshscope.standalone;

import dev.meshscope.runtime.Program;
import dev.meshscope.runtime.config.ConfigException;
import dev.meshscope.runtime.config.ConfigLoader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What both commands that run everything take. */
final class CommonOptions {
  private static final String LOG_FORMAT = "MESHSCOPE_LOG_FORMAT";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "YAML file; environment variables go before it.")
  private @Nullable Path config;

  @Option(
      names = "--check-config",
      description = "Print what is in force and from where, and stop.")
  private boolean isCheckOnly;

  /** Runs the program; its exit status. */
  int run(String name, Terminal terminal, Program.Assembly assembly) {
    if (!isCheckOnly) {
      logToFile(terminal);
    }
    return Program.of(name)
        .run(
            arguments(),
            Standalone.configs(),
            (loaded, telemetry, lifecycle) -> {
              lifecycle.add(new Farewell(terminal));
              terminal.say("Starting Kafka, ClickHouse, collector, aggregator and query-api ...");
              assembly.assemble(loaded, telemetry, lifecycle);
            });
  }

  /**
   * A person's terminal shows what a person needs; the log goes beside the data. Where that is must
   * be known before anything logs. What cannot be used is told by whoever needs it first.
   */
  private void logToFile(Terminal terminal) {
    if (!terminal.isInteractive() || System.getenv(LOG_FORMAT) != null) {
      return;
    }
    try {
      Path file = dataDirectory().resolve("meshscope.log");
      System.setProperty(LOG_FORMAT, "file");
      System.setProperty("meshscope.log.file", file.toString());
      terminal.say("The log is in " + file);
    } catch (ConfigException | IOException _) {
      // The log goes to the terminal, and the reason with it.
    }
  }

  private Path dataDirectory() throws ConfigException, IOException {
    return Standalone.directory(
        new ConfigLoader(Optional.ofNullable(config), System.getenv())
            .load(Standalone.configs())
            .get(StandaloneConfig.class)
            .dataDir());
  }

  private String[] arguments() {
    List<String> arguments = new ArrayList<>();
    if (config != null) {
      arguments.addAll(List.of("--config", config.toString()));
    }
    if (isCheckOnly) {
      arguments.add("--check-config");
    }
    return arguments.toArray(String[]::new);
  }
}

package dev.meshscope.standalone;

import dev.meshscope.runtime.Program;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
              terminal.say("Starting Kafka, ClickHouse, collector, aggregator and query-api ...");
              assembly.assemble(loaded, telemetry, lifecycle);
            });
  }

  /** A person's terminal shows what a person needs; the log goes beside the data. */
  private static void logToFile(Terminal terminal) {
    if (!terminal.isInteractive() || System.getenv(LOG_FORMAT) != null) {
      return;
    }
    String data = Objects.requireNonNullElse(System.getenv("MESHSCOPE_DATA_DIR"), ".data");
    Path file = Path.of(data, "meshscope.log").toAbsolutePath();
    System.setProperty(LOG_FORMAT, "file");
    System.setProperty("meshscope.log.file", file.toString());
    terminal.say("The log is in " + file);
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

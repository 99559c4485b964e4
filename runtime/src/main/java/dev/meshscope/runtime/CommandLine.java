package dev.meshscope.runtime;

import java.nio.file.Path;
import java.util.Optional;

/** The arguments that every process takes: {@code [--config FILE] [--check-config]}. */
public record CommandLine(Optional<Path> configFile, boolean isCheckOnly) {
  static final String USAGE = "usage: [--config FILE] [--check-config]";

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException for an argument that it does not know
   */
  public static CommandLine parse(String... arguments) {
    Optional<Path> file = Optional.empty();
    boolean isCheckOnly = false;
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      if (argument.equals("--check-config")) {
        isCheckOnly = true;
      } else if (argument.startsWith("--config=")) {
        file = Optional.of(Path.of(argument.substring("--config=".length())));
      } else if (argument.equals("--config") && i + 1 < arguments.length) {
        file = Optional.of(Path.of(arguments[++i]));
      } else {
        throw new IllegalArgumentException("unknown argument " + argument + "; " + USAGE);
      }
    }
    return new CommandLine(file, isCheckOnly);
  }
}

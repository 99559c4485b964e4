package dev.meshscope.runtime;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The arguments that every process takes: {@code [--config FILE] [--check-config] [--help]}.
 *
 * @param configFile the YAML file to read, if any
 * @param isCheckOnly whether to stop once the configuration was read and printed
 * @param isHelp whether to say only what the arguments are; also {@code -h}
 */
public record CommandLine(Optional<Path> configFile, boolean isCheckOnly, boolean isHelp) {
  static final String USAGE = "usage: [--config FILE] [--check-config] [--help]";

  /** What is said when somebody asks for help. */
  static final String HELP =
      USAGE
          + "\n  --config FILE   settings in YAML; environment variables MESHSCOPE_... outweigh them"
          + "\n  --check-config  print every setting in force and where it comes from, and end"
          + "\n  --help, -h      print this and end";

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException for an argument that it does not know
   */
  public static CommandLine parse(String... arguments) {
    Optional<Path> file = Optional.empty();
    boolean isCheckOnly = false;
    boolean isHelp = false;
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      if (argument.equals("--check-config")) {
        isCheckOnly = true;
      } else if (argument.equals("--help") || argument.equals("-h")) {
        isHelp = true;
      } else if (argument.startsWith("--config=")) {
        file = Optional.of(Path.of(argument.substring("--config=".length())));
      } else if (argument.equals("--config") && i + 1 < arguments.length) {
        file = Optional.of(Path.of(arguments[++i]));
      } else {
        throw new IllegalArgumentException("unknown argument " + argument + "; " + USAGE);
      }
    }
    return new CommandLine(file, isCheckOnly, isHelp);
  }
}

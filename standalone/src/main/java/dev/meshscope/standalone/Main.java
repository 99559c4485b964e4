package dev.meshscope.standalone;

import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line {@code meshscope}: every process alone, and all of them at once. */
@Command(
    name = "meshscope",
    description = {
      "An exact, time-travelling service graph out of what mesh proxies report.",
      "",
      "One process of an installation:",
      "  collector    receives what proxies report",
      "  aggregator   adds it up and stores it",
      "  query-api    answers questions over REST",
      "Each takes [--config FILE] [--check-config]. Everything in one command:"
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    subcommands = {StandaloneCommand.class, DemoCommand.class, RulesCommand.class},
    synopsisSubcommandLabel = "COMMAND")
public final class Main {
  private static final String COMMANDS =
      "collector, aggregator, query-api, standalone, demo and rules";

  private Main() {}

  /** Runs until a signal, a failure or the end of what was asked. */
  public static void main(String[] arguments) {
    String command = arguments.length == 0 ? "" : arguments[0];
    String[] rest = Arrays.copyOfRange(arguments, Math.min(1, arguments.length), arguments.length);
    switch (command) {
      case "collector" -> dev.meshscope.collector.Main.main(rest);
      case "aggregator" -> dev.meshscope.aggregator.Main.main(rest);
      case "query-api" -> dev.meshscope.queryapi.Main.main(rest);
      default -> System.exit(commandLine().execute(arguments));
    }
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main()).setParameterExceptionHandler(Main::refuse);
  }

  /** One line that says what is wrong and what would be right; the exit status. */
  private static int refuse(ParameterException e, String[] arguments) {
    CommandLine at = e.getCommandLine();
    String name = at.getCommandSpec().qualifiedName();
    String wrong = e.getMessage();
    String right = "see " + name + " --help";
    if (at.getParent() == null
        && e instanceof UnmatchedArgumentException unmatched
        && !unmatched.isUnknownOption()) {
      wrong = "unknown command " + unmatched.getUnmatched().getFirst();
      right = "known are " + COMMANDS;
    }
    at.getErr().println(name + ": " + wrong + "; " + right);
    return at.getCommandSpec().exitCodeOnInvalidInput();
  }
}

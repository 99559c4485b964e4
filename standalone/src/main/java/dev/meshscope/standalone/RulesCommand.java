package dev.meshscope.standalone;

import dev.meshscope.queryapi.alert.rule.RulesCheck;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code meshscope rules}: what somebody wants to know of alert rules before they are in force. */
@Command(
    name = "rules",
    description = "Work on files of alert rules and objectives.",
    mixinStandardHelpOptions = true,
    subcommands = {RulesCommand.CheckCommand.class, BacktestCommand.class},
    synopsisSubcommandLabel = "COMMAND")
final class RulesCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "says nothing to do");
  }

  /** {@code meshscope rules check}: whether files can be used. */
  @Command(
      name = "check",
      description = "Say what stands in files of rules, or what is wrong with them and where.",
      mixinStandardHelpOptions = true,
      exitCodeListHeading = "%nExit status:%n",
      exitCodeList = {"0:every file can be used", "1:a file cannot be used"})
  static final class CheckCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
        paramLabel = "FILE",
        arity = "1..*",
        description = "Files of rules, seen together, or directories of them.")
    private List<Path> files = List.of();

    @Override
    public Integer call() {
      CommandLine line = spec.commandLine();
      return RulesCheck.run(files, line.getOut(), line.getErr());
    }
  }
}

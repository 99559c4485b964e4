package dev.meshscope.standalone;

import dev.meshscope.queryapi.QueryApiConfig;
import dev.meshscope.queryapi.alert.rule.RulesCheck;
import dev.meshscope.runtime.config.ConfigException;
import dev.meshscope.runtime.config.ConfigLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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
      exitCodeList = {"0:every file can be used", "1:a file or the configuration cannot be used"})
  static final class CheckCommand implements Callable<Integer> {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Parameters(
        paramLabel = "FILE",
        arity = "1..*",
        description = "Files of rules, seen together, or directories of them.")
    private List<Path> files = List.of();

    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "YAML file with the limits rules.*; environment variables go before it.")
    private @Nullable Path config;

    @Override
    public Integer call() {
      CommandLine line = spec.commandLine();
      try {
        return RulesCheck.run(files, configured(config).rules(), line.getOut(), line.getErr());
      } catch (ConfigException e) {
        line.getErr().println(e.getMessage());
        return 1;
      }
    }
  }

  /** The query-api that is to have the rules. */
  static QueryApiConfig configured(@Nullable Path config) throws ConfigException {
    return new ConfigLoader(Optional.ofNullable(config), System.getenv())
        .load(Standalone.configs())
        .get(QueryApiConfig.class);
  }
}

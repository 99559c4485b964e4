package dev.meshscope.standalone;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code meshscope standalone}: everything, waiting for somebody's proxies. */
@Command(
    name = "standalone",
    description = "Broker, engine, collector, aggregator and query-api in one command.",
    mixinStandardHelpOptions = true)
final class StandaloneCommand implements Callable<Integer> {
  /** Holds for any mesh, and before any traffic. */
  private static final String QUESTION = "/api/v1/topology?groupBy=service&class=all";

  @Mixin private final CommonOptions options = new CommonOptions();

  @Override
  public Integer call() {
    Terminal terminal = Terminal.standard();
    return options.run(
        "standalone",
        terminal,
        (config, telemetry, lifecycle) ->
            Standalone.assemble(config, telemetry, lifecycle).greet(lifecycle, terminal, QUESTION));
  }
}

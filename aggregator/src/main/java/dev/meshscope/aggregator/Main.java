package dev.meshscope.aggregator;

import dev.meshscope.runtime.Lifecycle;
import dev.meshscope.runtime.Management;
import dev.meshscope.runtime.ManagementPages;
import dev.meshscope.runtime.Program;
import dev.meshscope.runtime.config.LoadedConfig;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.io.IOException;
import java.util.List;

/** The aggregator as a process of its own. */
public final class Main {
  private Main() {}

  /** Runs until a signal or a failure. */
  public static void main(String[] arguments) {
    System.exit(
        Program.of("aggregator")
            .run(arguments, List.of(AggregatorConfig.defaults()), Main::assemble));
  }

  private static void assemble(LoadedConfig loaded, Telemetry telemetry, Lifecycle lifecycle)
      throws IOException {
    AggregatorConfig config = loaded.get(AggregatorConfig.class);
    ManagementPages pages = new ManagementPages(lifecycle::check, telemetry);
    lifecycle.add(new Management(config.management(), pages));
    var _ = Aggregator.assemble(config, telemetry, lifecycle);
  }
}

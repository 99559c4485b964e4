package dev.meshscope.collector;

import dev.meshscope.runtime.Program;
import java.util.List;

/** The collector as a process of its own. */
public final class Main {
  private Main() {}

  /** Runs until a signal. */
  public static void main(String[] arguments) {
    System.exit(
        Program.of("collector")
            .run(
                arguments,
                List.of(CollectorConfig.defaults()),
                (config, telemetry, lifecycle) ->
                    Collector.assembleAlone(
                        config.get(CollectorConfig.class), telemetry, lifecycle)));
  }
}

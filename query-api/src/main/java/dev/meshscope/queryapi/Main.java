package dev.meshscope.queryapi;

import dev.meshscope.runtime.Program;
import java.util.List;

/** Runs the query-api as a process of its own. */
public final class Main {
  private Main() {}

  /** Ends with the status that {@link Program} says. */
  public static void main(String[] arguments) {
    System.exit(
        Program.of("query-api")
            .run(
                arguments,
                List.of(QueryApiConfig.defaults()),
                (config, telemetry, lifecycle) ->
                    QueryApi.assemble(config.get(QueryApiConfig.class), telemetry, lifecycle)));
  }
}

package dev.meshscope.runtime;

import java.util.List;

/** A process that a test sends a signal to; it says on standard output what its one part does. */
final class SignalledProgram {
  private SignalledProgram() {}

  public static void main(String[] arguments) {
    System.exit(
        Program.of("echo")
            .run(
                arguments,
                List.of(),
                (config, telemetry, lifecycle) -> lifecycle.add(new PrintingPart())));
  }

  private static final class PrintingPart implements Part {
    @Override
    public String name() {
      return "echo";
    }

    @Override
    public void start() {
      System.out.println("start echo");
    }

    @Override
    public Health check() {
      return Health.ready("printing");
    }

    @Override
    public void close() {
      System.out.println("close echo");
    }
  }
}

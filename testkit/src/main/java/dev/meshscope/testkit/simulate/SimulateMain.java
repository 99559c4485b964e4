package dev.meshscope.testkit.simulate;

import static java.util.Objects.requireNonNull;

import dev.meshscope.testkit.mesh.Collector;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a simulation by hand. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description = "Reports a simulated Bookinfo to a collector over gRPC ALS.")
public final class SimulateMain implements Callable<Integer> {
  private static final int POOL = 5_000;
  private static final double NANOS_PER_SECOND = 1e9;

  @Option(
      names = "--collector",
      defaultValue = "127.0.0.1:4317",
      description = "host:port of an access log service (default: ${DEFAULT-VALUE})")
  private String collector = "";

  @Option(
      names = "--rate",
      defaultValue = "100",
      description =
          "user requests a second, with --prepared entries a second; 0 for as fast as the"
              + " collector takes them (default: ${DEFAULT-VALUE})")
  private double rate;

  @Option(
      names = "--duration",
      defaultValue = "PT1M",
      description = "such as PT30S or PT5M (default: ${DEFAULT-VALUE})")
  private Duration duration = Duration.ZERO;

  @Option(names = "--count", description = "user requests at most, with --prepared entries")
  private long count = Long.MAX_VALUE;

  @Option(
      names = "--copies",
      defaultValue = "1",
      description = "copies of Bookinfo (default: ${DEFAULT-VALUE})")
  private int copies;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "decides everything but the time (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--prepared",
      description = "send messages that were built before, much faster; request ids repeat")
  private boolean isPrepared;

  @Spec private @Nullable CommandSpec spec;

  /** Ends with status 0 when all was sent, 1 when entries were dropped, 2 for a wrong option. */
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new SimulateMain()).execute(arguments));
  }

  @Override
  public Integer call() {
    SimulationConfig config = SimulationConfig.of(Collector.parse(collector), copies, seed);
    double perSecond = rate == 0 ? Double.POSITIVE_INFINITY : rate;
    SimulationLoad load = new SimulationLoad(perSecond, count, duration);
    SimulationReport report = isPrepared ? sendPrepared(config, load) : send(config, load);
    print(report);
    return report.dropped() == 0 ? 0 : 1;
  }

  private static SimulationReport send(SimulationConfig config, SimulationLoad load) {
    try (Simulation simulation = new Simulation(config, InstantSource.system())) {
      return simulation.run(load);
    }
  }

  private static SimulationReport sendPrepared(SimulationConfig config, SimulationLoad load) {
    try (PreparedSimulation simulation =
        new PreparedSimulation(config, InstantSource.system(), POOL)) {
      return simulation.run(load);
    }
  }

  private void print(SimulationReport report) {
    double seconds = report.elapsed().toNanos() / NANOS_PER_SECOND;
    requireNonNull(spec)
        .commandLine()
        .getOut()
        .printf(
            "%d entries in %d messages, %.1f MB, in %.1f s: %.0f entries/s; %d dropped,"
                + " %d streams, %d broken%n",
            report.entries(),
            report.messages(),
            report.bytes() / 1e6,
            seconds,
            report.entries() / seconds,
            report.dropped(),
            report.streamsOpened(),
            report.streamsBroken());
  }
}

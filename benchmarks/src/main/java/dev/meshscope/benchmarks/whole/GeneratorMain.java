package dev.meshscope.benchmarks.whole;

import dev.meshscope.benchmarks.measure.Machine;
import dev.meshscope.testkit.mesh.Collector;
import dev.meshscope.testkit.simulate.PreparedSimulation;
import dev.meshscope.testkit.simulate.SimulationConfig;
import dev.meshscope.testkit.simulate.SimulationLoad;
import dev.meshscope.testkit.simulate.SimulationReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;

/**
 * The generator's process. It does what standard input says, a line each, and answers on standard
 * output: {@code send <entries a second> <milliseconds>}, and {@code end}, which closes all streams
 * and tells what was sent. It ends with its input.
 */
public final class GeneratorMain {
  /** User requests that are prepared; each makes about seven entries. */
  private static final int POOL = 5_000;

  private static final long SEED = 1;

  private final PreparedSimulation simulation;
  private final PrintStream out;

  private GeneratorMain(PreparedSimulation simulation, PrintStream out) {
    this.simulation = simulation;
    this.out = out;
  }

  /** Arguments: {@code host:port} of the collector, copies of Bookinfo. */
  public static void main(String[] arguments) throws IOException {
    Collector collector = Collector.parse(arguments[0]);
    int copies = Integer.parseInt(arguments[1]);
    SimulationConfig config = SimulationConfig.of(collector, copies, SEED);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (PreparedSimulation simulation =
            new PreparedSimulation(config, InstantSource.system(), POOL);
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      out.println(GeneratorLine.READY);
      new GeneratorMain(simulation, out).obey(in);
    }
  }

  private void obey(BufferedReader in) throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case GeneratorLine.SEND ->
            send(Double.parseDouble(words[1]), Duration.ofMillis(Long.parseLong(words[2])));
        case GeneratorLine.END -> {
          simulation.close();
          TrafficCounts.of(simulation.truth()).lines().forEach(out::println);
          out.println(GeneratorLine.END);
        }
        default -> throw new IOException("not a command: " + line);
      }
    }
  }

  private void send(double perSecond, Duration duration) {
    Duration cpu = Machine.ownCpu();
    SimulationReport report = simulation.run(SimulationLoad.steady(perSecond, duration));
    Sent sent =
        new Sent(
            report.entries(),
            report.bytes(),
            report.dropped(),
            report.elapsed().toNanos(),
            Machine.ownCpu().minus(cpu).toNanos());
    out.println(sent.line());
  }
}

package dev.meshscope.standalone;

import dev.meshscope.testkit.mesh.Collector;
import dev.meshscope.testkit.mesh.EnvoyBinary;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code meshscope demo}: everything, and a mesh under steady load to look at. */
@Command(
    name = "demo",
    description = "The standalone with a real mesh of Envoys under steady load.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final int RATE_MAX = 1000;

  /** Where the rules are that the demo evaluates unless others are configured. */
  private static final String RULES = "docs/start/rules";

  /** About a service of the mesh that the demo brings along. */
  private static final String QUESTION =
      "/api/v1/services/bookinfo/reviews/golden-signals?step=10s";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private final CommonOptions options = new CommonOptions();

  @Option(names = "--simulate", description = "Simulate the proxies' reports, without Envoy.")
  private boolean isSimulated;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "30",
      description = "User requests a second, 1 to 1000; ${DEFAULT-VALUE} by default.")
  private int rate;

  @Override
  public Integer call() {
    if (rate < 1 || rate > RATE_MAX) {
      throw new ParameterException(
          spec.commandLine(), "--rate must be 1 to " + RATE_MAX + ", not " + rate);
    }
    Terminal terminal = Terminal.standard();
    return options.run(
        "demo",
        terminal,
        (config, telemetry, lifecycle) -> {
          HookReceiver hook = lifecycle.add(new HookReceiver(terminal));
          Path rules = Standalone.home().resolve(RULES);
          Standalone standalone =
              Standalone.assemble(
                  config, telemetry, lifecycle, api -> api.alertingBy(rules, hook.url()));
          DemoTraffic traffic = lifecycle.add(traffic(standalone, terminal));
          standalone.greet(lifecycle, terminal, QUESTION);
          lifecycle.add(new PlantedFault(traffic, terminal));
        });
  }

  private DemoTraffic traffic(Standalone standalone, Terminal terminal) {
    Collector collector = new Collector("127.0.0.1", standalone.grpcPort());
    if (isSimulated) {
      return new SimulatedMesh(collector, rate);
    }
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    Optional<Path> envoy = EnvoyBinary.find(Standalone.home(), path);
    Optional<String> obstacle = EnvoyBinary.obstacle(System.getProperty("os.name"), envoy);
    if (obstacle.isPresent() || envoy.isEmpty()) {
      terminal.say("The mesh is simulated: " + obstacle.orElse("no Envoy was found") + ".");
      return new SimulatedMesh(collector, rate);
    }
    return new DemoMesh(
        envoy.get(), collector, standalone.config().dataDir().resolve("mesh"), rate);
  }
}

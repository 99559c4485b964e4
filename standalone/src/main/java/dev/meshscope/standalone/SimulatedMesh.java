package dev.meshscope.standalone;

import dev.meshscope.runtime.Health;
import dev.meshscope.testkit.mesh.Collector;
import dev.meshscope.testkit.simulate.RequestKind;
import dev.meshscope.testkit.simulate.RequestMix;
import dev.meshscope.testkit.simulate.Simulation;
import dev.meshscope.testkit.simulate.SimulationConfig;
import dev.meshscope.testkit.simulate.SimulationLoad;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The demo's mesh where there is no Envoy: its proxies' reports are made up. */
final class SimulatedMesh implements DemoTraffic {
  private static final long SEED = 1;

  private final Collector collector;
  private final Simulation simulation;
  private final SimulationLoad load;
  private @Nullable Thread running;
  private volatile @Nullable Simulation breaking;

  SimulatedMesh(Collector collector, double ratePerSecond) {
    this.collector = collector;
    simulation = new Simulation(SimulationConfig.of(collector, 1, SEED), InstantSource.system());
    load = SimulationLoad.steady(ratePerSecond, SimulationLoad.FOR_EVER);
  }

  @Override
  public String name() {
    return "simulated-mesh";
  }

  @Override
  public void start() {
    running = Thread.ofVirtual().name("simulated-mesh").start(() -> simulation.run(load));
  }

  @Override
  public Health check() {
    Thread thread = running;
    return thread == null || thread.isAlive()
        ? Health.ready("reports " + load.perSecond() + " user requests a second")
        : Health.dead("the simulation ended");
  }

  @Override
  public void breakReviews(Duration length) {
    SimulationConfig usual = SimulationConfig.of(collector, 1, SEED + 1);
    SimulationConfig failing =
        new SimulationConfig(
            usual.collector(),
            usual.connections(),
            usual.mesh(),
            RequestMix.only(RequestKind.APPLICATION_ERROR),
            usual.seed(),
            0);
    try (Simulation broken = new Simulation(failing, InstantSource.system())) {
      breaking = broken;
      broken.run(SimulationLoad.steady(load.perSecond(), length));
    }
  }

  @Override
  public void close() {
    Simulation broken = breaking;
    if (broken != null) {
      broken.stop();
    }
    simulation.stop();
    try {
      if (running != null) {
        running.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      simulation.close();
    }
  }
}

package dev.meshscope.standalone;

import dev.meshscope.runtime.Health;
import dev.meshscope.runtime.Part;
import dev.meshscope.testkit.mesh.Collector;
import dev.meshscope.testkit.simulate.Simulation;
import dev.meshscope.testkit.simulate.SimulationConfig;
import dev.meshscope.testkit.simulate.SimulationLoad;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The demo's mesh where there is no Envoy: its proxies' reports are made up. */
final class SimulatedMesh implements Part {
  private static final long SEED = 1;

  private final Simulation simulation;
  private final SimulationLoad load;
  private @Nullable Thread running;

  SimulatedMesh(Collector collector, double ratePerSecond) {
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
  public void close() {
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

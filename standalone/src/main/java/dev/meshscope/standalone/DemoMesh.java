package dev.meshscope.standalone;

import dev.meshscope.runtime.Health;
import dev.meshscope.testkit.mesh.BookinfoMesh;
import dev.meshscope.testkit.mesh.Collector;
import dev.meshscope.testkit.mesh.LoadGenerator;
import dev.meshscope.testkit.mesh.LoadPlan;
import dev.meshscope.testkit.mesh.MeshException;
import dev.meshscope.testkit.mesh.Scenario;
import dev.meshscope.testkit.mesh.ScenarioMix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The demo's mesh of real Envoys, and its users. */
final class DemoMesh implements DemoTraffic {
  private static final long SEED = 1;

  private final Path envoy;
  private final Collector collector;
  private final Path directory;
  private final double ratePerSecond;
  private @Nullable BookinfoMesh mesh;
  private @Nullable LoadGenerator users;
  private volatile @Nullable LoadGenerator breakers;
  private @Nullable Thread load;

  DemoMesh(Path envoy, Collector collector, Path directory, double ratePerSecond) {
    this.envoy = envoy;
    this.collector = collector;
    this.directory = directory;
    this.ratePerSecond = ratePerSecond;
  }

  @Override
  public String name() {
    return "demo-mesh";
  }

  @Override
  public void start() throws IOException {
    Files.createDirectories(directory);
    BookinfoMesh started = BookinfoMesh.start(envoy, collector, directory);
    mesh = started;
    LoadGenerator generator = started.users();
    users = generator;
    LoadPlan plan =
        LoadPlan.steady(ScenarioMix.everything(), ratePerSecond, LoadPlan.FOR_EVER, SEED);
    load = Thread.ofVirtual().name("demo-users").start(() -> generator.run(plan));
  }

  @Override
  public Health check() {
    if (mesh != null) {
      try {
        mesh.check();
      } catch (MeshException e) {
        return Health.dead(String.valueOf(e.getMessage()));
      }
    }
    Thread running = load;
    return running == null || running.isAlive()
        ? Health.ready("users send " + ratePerSecond + " requests a second")
        : Health.dead("the users went away");
  }

  @Override
  public void breakReviews(Duration length) {
    BookinfoMesh started = mesh;
    if (started == null) {
      return;
    }
    try (LoadGenerator generator = started.users()) {
      breakers = generator;
      generator.run(
          LoadPlan.steady(
              ScenarioMix.only(Scenario.APPLICATION_ERROR), ratePerSecond, length, SEED));
    }
  }

  @Override
  public void close() {
    LoadGenerator breaking = breakers;
    if (breaking != null) {
      breaking.close();
    }
    if (users != null) {
      users.close();
    }
    if (mesh != null) {
      mesh.close();
    }
  }
}

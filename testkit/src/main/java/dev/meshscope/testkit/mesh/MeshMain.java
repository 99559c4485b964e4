package dev.meshscope.testkit.mesh;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Runs the mesh by hand against any AccessLogService v3: {@code --collector host:port [--rate n]
 * [--requests n | --duration 60s] [--seed n] [--directory path]}. Prints the ground truth at the
 * end; Ctrl-C ends it without.
 */
public final class MeshMain {
  private MeshMain() {}

  /** Ends with status 2 on a wrong argument, 1 where the real mesh cannot run. */
  public static void main(String[] arguments) throws IOException {
    Path root = Path.of(System.getenv().getOrDefault("MESHSCOPE_HOME", ""));
    Optional<Path> envoy = EnvoyBinary.find(root, System.getenv("PATH"));
    Optional<String> obstacle = EnvoyBinary.obstacle(System.getProperty("os.name"), envoy);
    if (obstacle.isPresent()) {
      System.err.println(obstacle.get());
      System.exit(1);
    }
    run(envoy.orElseThrow(), options(arguments), System.out);
  }

  private static MeshArguments options(String[] arguments) {
    try {
      return MeshArguments.parse(arguments);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      throw e;
    }
  }

  private static void run(Path envoy, MeshArguments options, PrintStream out) throws IOException {
    Path directory = options.directory().orElseGet(MeshMain::temporary);
    Files.createDirectories(directory);
    long start = System.nanoTime();
    try (BookinfoMesh mesh = BookinfoMesh.start(envoy, options.collector(), directory)) {
      out.printf(
          "%d proxies ready after %s, files in %s%n", mesh.pods().size(), since(start), directory);
      mesh.warmUp();
      Measurement measurement = mesh.measure();
      out.printf("counting from %s%n", measurement.from());
      GroundTruth truth = measurement.finish(load(mesh, options.plan()));
      out.print(new GroundTruthTable(truth).render());
    }
  }

  private static LoadReport load(BookinfoMesh mesh, LoadPlan plan) {
    try (LoadGenerator users = mesh.users()) {
      return users.run(plan);
    }
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("meshscope-mesh");
    } catch (IOException e) {
      throw new MeshException("no temporary directory", e);
    }
  }

  private static String since(long start) {
    return Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms";
  }
}

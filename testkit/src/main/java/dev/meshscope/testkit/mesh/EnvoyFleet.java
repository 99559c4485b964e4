package dev.meshscope.testkit.mesh;

import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All Envoys of a mesh: started together, asked together, ended together. */
final class EnvoyFleet implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final List<ProxySpec> specs;
  private final List<EnvoyProcess> processes = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private final Thread endWithJvm = new Thread(this::endAll, "envoys-end");

  private EnvoyFleet(List<ProxySpec> specs) {
    this.specs = List.copyOf(specs);
  }

  /**
   * Returns when every Envoy is ready.
   *
   * @throws MeshException that names the pod whose Envoy ended or was not ready within 60 s
   */
  static EnvoyFleet start(Path binary, List<ProxySpec> specs, Collector collector, Path directory) {
    EnvoyFleet fleet = new EnvoyFleet(specs);
    Runtime.getRuntime().addShutdownHook(fleet.endWithJvm);
    try {
      PodCertificates.write(directory, specs.stream().map(ProxySpec::pod).toList());
      specs.forEach(
          spec -> fleet.processes.add(EnvoyProcess.start(binary, spec, collector, directory)));
      fleet.processes.forEach(fleet::awaitReady);
      return fleet;
    } catch (MeshException e) {
      fleet.close();
      throw e;
    }
  }

  private void awaitReady(EnvoyProcess process) {
    EnvoyAdmin admin = new EnvoyAdmin(client, process.pod());
    Await.until(
        "Envoy of " + process.pod().workload() + " to be ready",
        START_LIMIT,
        () -> {
          process.check();
          return admin.isReady();
        });
  }

  /**
   * @throws MeshException that names the pod, if an Envoy is gone
   */
  void check() {
    processes.forEach(EnvoyProcess::check);
  }

  List<ProxySpec> specs() {
    return specs;
  }

  /** What every Envoy has counted so far. */
  Map<Pod, Counters> counters() {
    check();
    return processes.stream()
        .map(EnvoyProcess::pod)
        .collect(
            Collectors.toMap(Function.identity(), pod -> new EnvoyAdmin(client, pod).counters()));
  }

  List<Long> pids() {
    return processes.stream().map(EnvoyProcess::pid).toList();
  }

  private void endAll() {
    processes.forEach(EnvoyProcess::terminate);
    processes.forEach(EnvoyProcess::close);
  }

  @Override
  public void close() {
    endAll();
    client.shutdownNow();
    client.close();
    try {
      Runtime.getRuntime().removeShutdownHook(endWithJvm);
    } catch (IllegalStateException e) {
      // The JVM is ending already and runs the hook.
    }
  }
}

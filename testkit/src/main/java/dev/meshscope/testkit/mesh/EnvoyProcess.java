package dev.meshscope.testkit.mesh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One Envoy. It ends with this process, however this one ends: a watcher beside it reads our end of
 * a pipe and sends SIGTERM, then SIGKILL, as soon as that is closed.
 */
final class EnvoyProcess implements AutoCloseable {
  private static final long STOP_SECONDS = 5;
  private static final int LOG_LINES_SHOWN = 15;

  /**
   * Envoy takes the shell's place, so that the process we hold is Envoy itself, in a session of its
   * own: Ctrl-C at our terminal is for us, who end it in good order. The watcher looks at the name
   * first: the number may have gone to another process since.
   */
  private static final String LAUNCH =
      """
      exec 3<&0
      pid=$$
      ends() { [ "$(cat /proc/$pid/comm 2>/dev/null)" = "$name" ] && kill -$1 $pid 2>/dev/null; }
      name=$(basename "$1" | cut -c1-15)
      ( cat <&3; ends TERM && sleep 2 && ends KILL ) >/dev/null 2>&1 &
      exec setsid "$@" 3<&- </dev/null
      """;

  private final Pod pod;
  private final Path log;
  private final Process process;

  private EnvoyProcess(Pod pod, Path log, Process process) {
    this.pod = pod;
    this.log = log;
    this.process = process;
  }

  /**
   * @param directory where its configuration, its certificates and its log are, named after the
   *     workload
   */
  static EnvoyProcess start(Path binary, ProxySpec spec, Collector collector, Path directory) {
    Path config = directory.resolve(spec.pod().workload() + ".json");
    Path log = directory.resolve(spec.pod().workload() + ".log");
    try {
      PodCertificates certificates = PodCertificates.of(directory, spec.pod());
      Files.writeString(config, BootstrapJson.of(spec, collector, certificates));
      return new EnvoyProcess(spec.pod(), log, launch(binary, config, log));
    } catch (IOException e) {
      throw new MeshException("cannot start Envoy of " + spec.pod().workload(), e);
    }
  }

  private static Process launch(Path binary, Path config, Path log) throws IOException {
    List<String> envoy =
        List.of(
            binary.toString(),
            "--config-path",
            config.toString(),
            "--concurrency",
            "1",
            "--disable-hot-restart",
            "--log-level",
            "warning");
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", LAUNCH, "sh");
    builder.command().addAll(envoy);
    return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  /**
   * @throws MeshException with the pod and the end of its log, if the process is gone
   */
  void check() {
    if (!process.isAlive()) {
      throw new MeshException(
          "Envoy of %s (%s) ended with status %d; the end of %s:%n%s"
              .formatted(pod.workload(), pod.address(), process.exitValue(), log, endOfLog()));
    }
  }

  Pod pod() {
    return pod;
  }

  long pid() {
    return process.pid();
  }

  private String endOfLog() {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
      int from = Math.max(0, lines.size() - LOG_LINES_SHOWN);
      return String.join(System.lineSeparator(), lines.subList(from, lines.size()));
    } catch (IOException e) {
      return "(cannot be read: " + e.getMessage() + ")";
    }
  }

  /** Asks it to end; {@link #close} waits for that. */
  void terminate() {
    process.destroy();
  }

  @Override
  public void close() {
    terminate();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

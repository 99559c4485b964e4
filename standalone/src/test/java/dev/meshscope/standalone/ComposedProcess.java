package dev.meshscope.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.standalone.tree.ComposeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A service of the Compose file as a process on this machine: its own command and environment, with
 * the class path of the tests for the image's jars, and loopback for the names of other containers.
 */
final class ComposedProcess implements AutoCloseable {
  /** What Compose waits for after SIGTERM; {@code stop_grace_period}. */
  private static final int STOP_SECONDS = 30;

  private static final ComposeFile COMPOSE = ComposeFile.read();

  private final String service;
  private final Map<String, String> names;
  private final Path log;
  private final Process process;

  private ComposedProcess(String service, Map<String, String> names, Path log, Process process) {
    this.service = service;
    this.names = names;
    this.log = log;
    this.process = process;
  }

  /**
   * Starts it.
   *
   * @param names what stands for names, ports and paths of containers in its command, environment
   *     and probe
   * @param more variables beside those of the Compose file
   */
  static ComposedProcess start(
      String service, Map<String, String> names, Map<String, String> more, Path log)
      throws IOException {
    List<String> command = new ArrayList<>(ComposeFile.entryPoint());
    command.addAll(COMPOSE.command(service));
    ProcessBuilder builder =
        new ProcessBuilder(here(command, names))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("MESHSCOPE_"));
    COMPOSE
        .environment(service)
        .forEach((name, value) -> builder.environment().put(name, here(value, names)));
    builder.environment().putAll(more);
    // The embedded engine has no users.
    builder.environment().keySet().removeIf(name -> name.matches(".*CLICKHOUSE_(USER|PASSWORD)"));
    return new ComposedProcess(service, names, log, builder.start());
  }

  /** Runs its probe until that exits with 0. */
  void awaitHealthy() {
    awaitHealthy(names);
  }

  /** The same, with other names in its probe. */
  void awaitHealthy(Map<String, String> names) {
    Waiting.until(
        service + " is healthy",
        () -> {
          assertThat(process.isAlive()).as("%s runs: %s", service, said()).isTrue();
          return probe(names) == 0;
        });
  }

  /** The exit status of its probe. */
  int probe() throws IOException, InterruptedException {
    return probe(names);
  }

  private int probe(Map<String, String> names) throws IOException, InterruptedException {
    Process probe = new ProcessBuilder(here(COMPOSE.probe(service), names)).inheritIO().start();
    assertThat(probe.waitFor(STOP_SECONDS, TimeUnit.SECONDS)).isTrue();
    return probe.exitValue();
  }

  /** Stops it as Compose does, and gives its exit status. */
  int stop() throws InterruptedException {
    process.destroy();
    assertThat(process.waitFor(STOP_SECONDS, TimeUnit.SECONDS))
        .as("%s ends in time: %s", service, said())
        .isTrue();
    return process.exitValue();
  }

  /** Everything that it wrote. */
  String said() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static List<String> here(List<String> command, Map<String, String> names) {
    List<String> all = new ArrayList<>(command.stream().map(word -> here(word, names)).toList());
    all.set(0, Path.of(System.getProperty("java.home"), "bin", "java").toString());
    all.set(all.indexOf("-cp") + 1, System.getProperty("java.class.path"));
    return all;
  }

  private static String here(String text, Map<String, String> names) {
    String replaced = text;
    for (Map.Entry<String, String> name : names.entrySet()) {
      replaced = replaced.replace(name.getKey(), name.getValue());
    }
    return replaced;
  }
}

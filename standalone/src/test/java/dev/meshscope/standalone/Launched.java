package dev.meshscope.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** {@code bin/meshscope} as a child process with the environment of a user, and what it says. */
final class Launched implements AutoCloseable {
  static final String READY = "Meshscope is ready after ";

  /** What a stopping process may take, by the promise to process managers. */
  private static final int STOP_SECONDS = 30;

  private static final Path ROOT = Path.of(System.getProperty("meshscope.root"));

  /**
   * Becomes the command behind it, with Ctrl-C as at a terminal: what a build server starts in the
   * background ignores it, and so would all its children.
   */
  private static final List<String> AS_AT_A_TERMINAL =
      List.of(
          "python3",
          "-c",
          """
          import os, signal, sys
          signal.signal(signal.SIGINT, signal.SIG_DFL)
          os.execv(sys.argv[1], sys.argv[1:])
          """);

  private final Process process;
  private final List<String> output = new CopyOnWriteArrayList<>();
  private final Thread reader;

  private Launched(Process process) {
    this.process = process;
    reader = Thread.ofVirtual().name("launched-output").start(this::read);
  }

  /** Starts it; of this process's environment only what has nothing to do with Meshscope. */
  static Launched start(Map<String, String> environment, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(AS_AT_A_TERMINAL);
    command.add(ROOT.resolve("bin/meshscope").toString());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(ROOT.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("MESHSCOPE_"));
    builder.environment().putAll(environment);
    return new Launched(builder.start());
  }

  /** Waits for a line that contains the text, and returns it; fails if the process ends before. */
  String awaitLine(String text) {
    Waiting.until(text, () -> line(text).isPresent() || !reader.isAlive());
    Optional<String> line = line(text);
    assertThat(line).as("a line with '%s' in:%n%s", text, text()).isPresent();
    return line.orElseThrow();
  }

  /** Standard output and error so far. */
  List<String> output() {
    return List.copyOf(output);
  }

  String text() {
    return String.join("\n", output);
  }

  /** It and all its children. */
  List<ProcessHandle> processes() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
  }

  /** Sends it SIGTERM; the other way to do that closes the streams too. */
  void terminate() {
    process.toHandle().destroy();
  }

  /** Sends it SIGINT, as Ctrl-C does. */
  void interrupt() throws IOException, InterruptedException {
    List<String> command = List.of("kill", "-INT", Long.toString(process.pid()));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  /** Waits until its work is done, for which nothing is promised; its exit status. */
  int awaitResult() throws InterruptedException {
    Waiting.until("it has ended", () -> !process.isAlive());
    return awaitEnd();
  }

  /** Waits for the end of it and of its output; its exit status. */
  int awaitEnd() throws InterruptedException {
    assertThat(process.waitFor(STOP_SECONDS, TimeUnit.SECONDS))
        .as("ends within %d s, so far:%n%s", STOP_SECONDS, text())
        .isTrue();
    reader.join();
    return process.exitValue();
  }

  /** Waits until none is left: what watches a proxy sees its parent's end a moment later. */
  static void awaitGone(List<ProcessHandle> processes) {
    Waiting.until("no process is left", () -> processes.stream().noneMatch(ProcessHandle::isAlive));
  }

  /** For tests that failed: nothing of it stays. */
  @Override
  public void close() {
    processes().reversed().forEach(ProcessHandle::destroyForcibly);
  }

  private Optional<String> line(String text) {
    return output.stream().filter(line -> line.contains(text)).findFirst();
  }

  private void read() {
    try (BufferedReader lines = process.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        output.add(line);
      }
    } catch (IOException e) {
      output.add("(its output ended: " + e.getMessage() + ")");
    }
  }
}

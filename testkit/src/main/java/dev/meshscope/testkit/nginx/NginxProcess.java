package dev.meshscope.testkit.nginx;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One nginx in a directory of its own. It ends with this process, however this one ends: a watcher
 * beside it reads our end of a pipe and sends SIGTERM, then SIGKILL, as soon as that is closed.
 */
final class NginxProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(20);
  private static final long POLL_MILLIS = 20;
  private static final long STOP_SECONDS = 5;
  private static final int CONNECT_MILLIS = 1_000;
  private static final int LOG_LINES_SHOWN = 15;

  /**
   * Nginx takes the shell's place, so that the process we hold is nginx itself. The watcher looks
   * at the name first: the number may have gone to another process since.
   */
  private static final String LAUNCH =
      """
      exec 3<&0
      pid=$$
      ends() { [ "$(cat /proc/$pid/comm 2>/dev/null)" = "$name" ] && kill -$1 $pid 2>/dev/null; }
      name=$(basename "$1" | cut -c1-15)
      ( cat <&3; ends TERM && sleep 2 && ends KILL ) >/dev/null 2>&1 &
      exec "$@" 3<&- </dev/null
      """;

  private final Path output;
  private final Process process;

  private NginxProcess(Path output, Process process) {
    this.output = output;
    this.process = process;
  }

  /**
   * Starts nginx and returns when it listens.
   *
   * @param configuration its configuration; relative paths in it are below the directory
   * @throws NginxException with what nginx says, if it does not
   */
  static NginxProcess start(
      Path binary, Path directory, String configuration, InetSocketAddress listen) {
    Path output = directory.resolve("output.log");
    Path file = directory.resolve("nginx.conf");
    NginxProcess started;
    try {
      Files.writeString(file, configuration);
      started = new NginxProcess(output, launch(binary, directory, file, output));
    } catch (IOException e) {
      throw new NginxException("cannot start " + binary, e);
    }
    try {
      started.await(listen);
      return started;
    } catch (NginxException e) {
      started.close();
      throw e;
    }
  }

  private static Process launch(Path binary, Path directory, Path file, Path output)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder("sh", "-c", LAUNCH, "sh");
    builder
        .command()
        .addAll(List.of(binary.toString(), "-p", directory + "/", "-c", file.toString()));
    return builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }

  /**
   * @throws NginxException with the end of what it said, if the process is gone
   */
  void check() {
    if (!process.isAlive()) {
      throw new NginxException(
          "nginx ended with status %d; the end of %s:%n%s"
              .formatted(process.exitValue(), output, endOfOutput()));
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(STOP_SECONDS, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void await(InetSocketAddress listen) {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!isListening(listen)) {
      check();
      if (System.nanoTime() - deadline > 0) {
        throw new NginxException(
            "nginx does not listen on %s after %d s:%n%s"
                .formatted(listen, START_LIMIT.toSeconds(), endOfOutput()));
      }
      pause();
    }
  }

  private static boolean isListening(InetSocketAddress address) {
    try (Socket socket = new Socket()) {
      socket.connect(address, CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new NginxException("interrupted while waiting for nginx", e);
    }
  }

  private String endOfOutput() {
    try {
      List<String> lines = Files.readAllLines(output, StandardCharsets.UTF_8);
      int from = Math.max(0, lines.size() - LOG_LINES_SHOWN);
      return String.join(System.lineSeparator(), lines.subList(from, lines.size()));
    } catch (IOException e) {
      return "(cannot be read: " + e.getMessage() + ")";
    }
  }
}

package dev.meshscope.collector;

import dev.meshscope.testkit.mesh.EnvoyBinary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real Envoy with any configuration. It ends with this process, however this one ends. */
final class EnvoyProxy implements AutoCloseable {
  private static final int STOP_SECONDS = 10;

  /** Envoy takes the shell's place; what is left of the shell waits for our end of a pipe. */
  private static final String LAUNCH =
      "exec 3<&0; pid=$$; (cat <&3; kill $pid 2>/dev/null) >/dev/null 2>&1 & exec \"$@\" 3<&-"
          + " </dev/null";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Process process;
  private final Path log;
  private final URI admin;

  /**
   * Starts it.
   *
   * @param admin where its admin port is, as the configuration says
   */
  EnvoyProxy(String configuration, Path directory, URI admin) {
    this.admin = admin;
    Path root = Path.of(System.getProperty("meshscope.root", ".."));
    Path binary =
        EnvoyBinary.find(root, System.getenv("PATH"))
            .orElseThrow(() -> new AssertionError("no Envoy: run make tools"));
    log = directory.resolve("envoy.log");
    try {
      Path file = Files.writeString(directory.resolve("envoy.yaml"), configuration);
      List<String> command =
          List.of(
              "sh",
              "-c",
              LAUNCH,
              "sh",
              binary.toString(),
              "--config-path",
              file.toString(),
              "--concurrency",
              "2",
              "--disable-hot-restart",
              "--log-level",
              "warning");
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isReady() throws Exception {
    if (!process.isAlive()) {
      throw new AssertionError("Envoy ended:\n" + Files.readString(log));
    }
    try {
      return get("/ready").statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  /** All counters and gauges. */
  Map<String, Long> counters() throws Exception {
    Map<String, Long> counters = new HashMap<>();
    get("/stats")
        .body()
        .lines()
        .filter(line -> line.matches(".+: [0-9]{1,18}"))
        .forEach(line -> {
          int colon = line.lastIndexOf(": ");
          counters.put(line.substring(0, colon), Long.parseLong(line.substring(colon + 2)));
        });
    return counters;
  }

  private HttpResponse<String> get(String path) throws Exception {
    return http.send(HttpRequest.newBuilder(admin.resolve(path)).build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    http.close();
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

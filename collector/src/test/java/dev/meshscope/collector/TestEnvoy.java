package dev.meshscope.collector;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import dev.meshscope.testkit.mesh.EnvoyBinary;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real Envoy with one listener, started from a configuration. */
final class TestEnvoy implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Process process;
  private final int port;

  /**
   * Starts it and waits until it listens.
   *
   * @param configuration name of a file below {@code envoy/} with its resources
   * @param ports what stands there between angle brackets
   * @param directory for its files
   */
  TestEnvoy(String configuration, Map<String, Integer> ports, Path directory) throws Exception {
    Path root = Path.of(System.getProperty("meshscope.root", ".."));
    Path binary =
        EnvoyBinary.find(root, System.getenv("PATH"))
            .orElseThrow(() -> new AssertionError("no Envoy: run make tools"));
    String text = resource("node") + resource(configuration);
    for (Map.Entry<String, Integer> port : ports.entrySet()) {
      text = text.replace("<" + port.getKey() + ">", String.valueOf(port.getValue()));
    }
    Path config = Files.writeString(directory.resolve("envoy.yaml"), text);
    Path admin = directory.resolve("admin.txt");
    Path log = directory.resolve("envoy.log");
    process =
        new ProcessBuilder(
                List.of(
                    binary.toString(),
                    "--config-path",
                    config.toString(),
                    "--admin-address-path",
                    admin.toString(),
                    "--concurrency",
                    "1",
                    "--disable-hot-restart",
                    "--log-level",
                    "warning"))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      await()
          .atMost(PATIENCE)
          .failFast("Envoy ended, see " + log, () -> !process.isAlive())
          .until(() -> Files.exists(admin) && listening(admin).contains("::127.0.0.1:"));
      String listener = listening(admin).lines().findFirst().orElseThrow();
      port = Integer.parseInt(listener.substring(listener.lastIndexOf(':') + 1).strip());
    } catch (Exception | AssertionError e) {
      close();
      throw e;
    }
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private static String resource(String name) throws IOException {
    String file = "/envoy/" + name + ".yaml";
    try (InputStream in = requireNonNull(TestEnvoy.class.getResourceAsStream(file), file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String listening(Path admin) throws IOException, InterruptedException {
    String address = Files.readString(admin).strip();
    if (address.isEmpty()) {
      return "";
    }
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://" + address + "/listeners")).build();
      return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }
}

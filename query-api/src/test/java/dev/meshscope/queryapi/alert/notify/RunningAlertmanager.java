package dev.meshscope.queryapi.alert.notify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The real Alertmanager on free ports of this machine. */
public final class RunningAlertmanager implements AutoCloseable {
  public static final String HOW_TO_GET =
      "no Alertmanager: install it, on Debian and Ubuntu with apt-get install"
          + " prometheus-alertmanager";

  private static final String BINARY = "prometheus-alertmanager";
  private static final String CONFIG = "alertmanager.yml";
  private static final String LOG = "log";
  private static final int ATTEMPTS = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Process process;
  private final int port;
  private final int clusterPort;
  private final HttpClient client = HttpClient.newHttpClient();

  private RunningAlertmanager(Process process, int port, int clusterPort) {
    this.process = process;
    this.port = port;
    this.clusterPort = clusterPort;
  }

  /** The first executable on the PATH; empty if there is none. */
  public static Optional<Path> binary(String path) {
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(path)
        .map(directory -> Path.of(directory, BINARY))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts a member of a cluster and returns when it is ready; another process may take a port that
   * was free, so that it is tried several times.
   *
   * @param files a directory of its own
   * @param hook where it sends what it gets
   * @param peer another member; empty for the first
   */
  public static RunningAlertmanager start(
      Path binary, Path files, URI hook, Optional<RunningAlertmanager> peer) throws IOException {
    Files.createDirectories(files);
    Files.writeString(files.resolve(CONFIG), config(hook));
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      RunningAlertmanager started = launch(binary, files, peer);
      await().atMost(PATIENCE).until(() -> started.isReady() || !started.process.isAlive());
      if (started.process.isAlive()) {
        return started;
      }
      started.close();
    }
    throw new IOException("it does not start: " + Files.readString(files.resolve(LOG)));
  }

  private static RunningAlertmanager launch(
      Path binary, Path files, Optional<RunningAlertmanager> peer) throws IOException {
    int port;
    int clusterPort;
    try (ServerSocket one = free();
        ServerSocket two = free()) {
      port = one.getLocalPort();
      clusterPort = two.getLocalPort();
    }
    ProcessBuilder builder =
        new ProcessBuilder(
            binary.toString(),
            "--config.file=" + files.resolve(CONFIG),
            "--storage.path=" + files.resolve("data"),
            "--web.listen-address=127.0.0.1:" + port,
            "--cluster.listen-address=127.0.0.1:" + clusterPort,
            "--cluster.advertise-address=127.0.0.1:" + clusterPort,
            "--cluster.settle-timeout=1s");
    peer.ifPresent(other -> builder.command().add("--cluster.peer=127.0.0.1:" + other.clusterPort));
    builder.redirectErrorStream(true).redirectOutput(files.resolve(LOG).toFile());
    return new RunningAlertmanager(builder.start(), port, clusterPort);
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  private boolean isReady() {
    return get("/-/ready").isPresent();
  }

  /** What it knows of; nothing if it does not answer. */
  public JsonNode alerts() {
    return Bodies.read(get("/api/v2/alerts").orElse("[]").getBytes(UTF_8));
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    client.shutdownNow();
  }

  private Optional<String> get(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(url().resolve(path)).timeout(Duration.ofSeconds(5)).build();
    try {
      var answer = client.send(request, BodyHandlers.ofString());
      return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // it is still starting
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private static String config(URI hook) {
    return """
    route:
      receiver: hook
      group_by: [service]
      group_wait: 1s
      group_interval: 1s
      repeat_interval: 1h
    receivers:
      - name: hook
        webhook_configs:
          - url: %s
            send_resolved: true
    """
        .formatted(hook);
  }

  private static ServerSocket free() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }
}

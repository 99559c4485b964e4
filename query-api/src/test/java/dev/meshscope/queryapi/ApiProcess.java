package dev.meshscope.queryapi;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.meshscope.queryapi.inventory.Inventories;
import dev.meshscope.storage.ClickHouseConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A query-api in a process of its own, so that it can be killed. Its time is told to it. */
final class ApiProcess implements AutoCloseable {
  private static final String READY = "ready at ";

  private final HttpClient client = HttpClient.newHttpClient();
  private final Process process;
  private final PrintStream times;
  private final URI url;

  /**
   * What it works with.
   *
   * @param bootstrapServers of the broker
   * @param rules the directory
   * @param hook who is told
   */
  record Place(String bootstrapServers, ClickHouseConfig database, Path rules, URI hook) {
    private List<String> arguments() {
      return List.of(
          bootstrapServers,
          database.url().toString(),
          database.database(),
          rules.toString(),
          hook.toString());
    }

    private static Place of(String... arguments) {
      ClickHouseConfig database =
          ClickHouseConfig.at(URI.create(arguments[1])).withDatabase(arguments[2]);
      return new Place(arguments[0], database, Path.of(arguments[3]), URI.create(arguments[4]));
    }

    private QueryApiConfig config() {
      return RunningApi.config(
              database, new Inventories.Place(bootstrapServers, StoredTraffic.TENANT))
          .alertingBy(rules, hook);
    }
  }

  /** Returns when it is ready. */
  ApiProcess(Place place, Instant now) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-Dmeshscope.root=" + System.getProperty("meshscope.root"),
            "-cp",
            System.getProperty("java.class.path"),
            ApiProcess.class.getName());
    builder.command().addAll(place.arguments());
    process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    times = new PrintStream(process.getOutputStream(), true, UTF_8);
    tell(now);
    url = URI.create(awaitReady());
  }

  void tell(Instant now) {
    times.println(now);
  }

  /** The JSON of an answer; missing while it has none. */
  JsonNode json(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve(path)).timeout(Duration.ofSeconds(30)).build();
    try {
      var answer = client.send(request, BodyHandlers.ofByteArray());
      return answer.statusCode() == 200
          ? JsonMapper.shared().readTree(answer.body())
          : JsonMapper.shared().missingNode();
    } catch (IOException e) {
      throw new AssertionError(path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** It has no time to say good-bye. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    client.shutdownNow();
  }

  private String awaitReady() throws IOException {
    var said = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    StringBuilder all = new StringBuilder();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.startsWith(READY)) {
        Thread.ofVirtual().start(() -> said.lines().forEach(_ -> {})); // or it would stand still
        return line.substring(READY.length());
      }
      all.append(line).append('\n');
    }
    throw new AssertionError("the process ended: " + all);
  }

  /** Arguments as of the place; times come by standard input. */
  public static void main(String[] arguments) throws Exception {
    var lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    AtomicReference<Instant> now = new AtomicReference<>(Instant.parse(lines.readLine()));
    try (var api = new RunningApi(Place.of(arguments).config(), now::get)) {
      System.out.println(READY + api.url());
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        now.set(Instant.parse(line));
      }
    }
  }
}

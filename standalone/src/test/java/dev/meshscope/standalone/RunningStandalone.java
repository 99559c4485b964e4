package dev.meshscope.standalone;

import dev.meshscope.collector.normalize.Ledger;
import dev.meshscope.collector.normalize.ReportSource;
import dev.meshscope.runtime.Lifecycle;
import dev.meshscope.runtime.config.ConfigLoader;
import dev.meshscope.runtime.config.LoadedConfig;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The whole standalone in this JVM, on free ports and a directory of its own. */
final class RunningStandalone implements AutoCloseable {
  private final Lifecycle lifecycle = new Lifecycle("standalone", Lifecycle.Deadlines.defaults());
  private final Telemetry telemetry = Telemetry.create("standalone", Map.of());
  private final Standalone standalone;
  private final FreePorts ports = FreePorts.find();
  private final URI url;
  private final ApiClient api;
  private final HttpClient http = HttpClient.newHttpClient();

  private RunningStandalone(Path directory, Map<String, String> settings) throws Exception {
    Map<String, String> environment = new HashMap<>(ports.environment());
    environment.put("MESHSCOPE_DATA_DIR", directory.toString());
    environment.putAll(settings);
    LoadedConfig config =
        new ConfigLoader(Optional.empty(), environment).load(Standalone.configs());
    standalone = Standalone.assemble(config, telemetry, lifecycle);
    url = URI.create("http://127.0.0.1:" + ports.api());
    api = new ApiClient(url);
  }

  /** Starts it and returns when every part is ready. */
  static RunningStandalone start(Path directory, Map<String, String> settings) throws Exception {
    RunningStandalone running = new RunningStandalone(directory, settings);
    running.lifecycle.start();
    Waiting.until(
        "every part is ready",
        () -> running.lifecycle.check().stream().allMatch(part -> part.health().isReady()));
    return running;
  }

  int grpcPort() {
    return ports.grpc();
  }

  int syslogPort() {
    return standalone.collector().syslogPort();
  }

  int apiPort() {
    return ports.api();
  }

  /** Where the REST API is. */
  URI url() {
    return url;
  }

  /** Where the embedded engine is. */
  URI clickHouse() {
    return URI.create("http://127.0.0.1:" + ports.clickhouse());
  }

  ApiClient api() {
    return api;
  }

  /** Entries that the collector accepted or rejected. */
  long received() {
    return standalone.collector().accepted() + rejected();
  }

  long rejected() {
    return standalone.collector().rejected();
  }

  /** What became of everything that came in by one protocol. */
  Ledger ledger(ReportSource source) {
    return standalone.collector().ledgers().of(source);
  }

  /** Gives it an inventory, as soon as it takes one. */
  void putInventory(String document) {
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve("/api/v1/inventory"))
            .timeout(Duration.ofSeconds(30))
            .PUT(BodyPublishers.ofString(document))
            .build();
    Waiting.until(
        "the inventory is taken",
        () -> http.send(request, BodyHandlers.ofString()).statusCode() == 200);
  }

  /** The aggregator reads inventories by itself, so that it may know a moment later. */
  void awaitInventories(int versions) {
    Waiting.until(
        versions + " versions",
        () -> metrics().value("meshscope_aggregator_inventory_kept_versions") == versions);
  }

  /** What the database answers to a statement, as tab-separated lines. */
  String query(String sql) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + ports.clickhouse() + "/"))
            .timeout(Duration.ofSeconds(30))
            .POST(BodyPublishers.ofString(sql))
            .build();
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(answer.body());
    }
    return answer.body();
  }

  /** What it tells of itself. */
  MetricsAnswer metrics() throws IOException, InterruptedException {
    return MetricsAnswer.of(url);
  }

  /** Reports that wait for the name of their peer's address. */
  long waiting() throws Exception {
    return api.get("/api/v1/topology").path("completeness").path("waiting").asLong(-1);
  }

  /** Everything received before it is in the answers. */
  Instant freshThrough() throws Exception {
    String text =
        api.get("/api/v1/topology").path("completeness").path("freshThrough").asString("");
    return text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
  }

  @Override
  public void close() {
    api.close();
    http.close();
    lifecycle.close();
    telemetry.close();
  }
}

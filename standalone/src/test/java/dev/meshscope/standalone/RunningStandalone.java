package dev.meshscope.standalone;

import dev.meshscope.collector.normalize.Ledger;
import dev.meshscope.collector.normalize.ReportSource;
import dev.meshscope.runtime.Lifecycle;
import dev.meshscope.runtime.config.ConfigLoader;
import dev.meshscope.runtime.config.LoadedConfig;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.net.URI;
import java.nio.file.Path;
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

  /** Everything received before it is in the answers. */
  Instant freshThrough() throws Exception {
    String text =
        api.get("/api/v1/topology").path("completeness").path("freshThrough").asString("");
    return text.isEmpty() ? Instant.EPOCH : Instant.parse(text);
  }

  @Override
  public void close() {
    api.close();
    lifecycle.close();
    telemetry.close();
  }
}

package dev.meshscope.standalone;

import dev.meshscope.aggregator.Aggregator;
import dev.meshscope.aggregator.AggregatorConfig;
import dev.meshscope.collector.Collector;
import dev.meshscope.collector.CollectorConfig;
import dev.meshscope.embedded.EmbeddedClickHouse;
import dev.meshscope.embedded.EmbeddedClickHouseConfig;
import dev.meshscope.embedded.EmbeddedKafka;
import dev.meshscope.embedded.EmbeddedKafkaConfig;
import dev.meshscope.queryapi.QueryApi;
import dev.meshscope.queryapi.QueryApiConfig;
import dev.meshscope.runtime.Lifecycle;
import dev.meshscope.runtime.config.LoadedConfig;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * The assembly of everything: backends → collector → aggregator → query-api, in one JVM, with the
 * ClickHouse engine in a process of its own. The configured addresses of Kafka and ClickHouse do
 * not count here: the embedded ones do.
 */
final class Standalone {
  private final StandaloneConfig config;
  private final Collector collector;
  private final int grpcPort;
  private final URI api;

  private Standalone(StandaloneConfig config, Collector collector, int grpcPort, URI api) {
    this.config = config;
    this.collector = collector;
    this.grpcPort = grpcPort;
    this.api = api;
  }

  /** The configuration of everything, with its defaults. */
  static List<Record> configs() {
    return List.of(
        StandaloneConfig.defaults(),
        CollectorConfig.defaults(),
        AggregatorConfig.defaults(),
        QueryApiConfig.defaults());
  }

  /** Adds all parts in data-flow order. */
  static Standalone assemble(LoadedConfig loaded, Telemetry telemetry, Lifecycle lifecycle)
      throws IOException {
    StandaloneConfig config = loaded.get(StandaloneConfig.class);
    Path data = Files.createDirectories(config.dataDir()).toRealPath();
    int kafkaPort = chosen(config.kafkaPort());
    int clickHousePort = chosen(config.clickhousePort());
    String kafka = "127.0.0.1:" + kafkaPort;
    URI clickHouse = URI.create("http://127.0.0.1:" + clickHousePort);
    lifecycle.add(backends(data, kafkaPort, clickHousePort));

    CollectorConfig collecting = loaded.get(CollectorConfig.class).at(kafka, data);
    Collector collector = Collector.assemble(collecting, telemetry.named("collector"), lifecycle);
    AggregatorConfig aggregating = loaded.get(AggregatorConfig.class).at(kafka, clickHouse, data);
    Aggregator.assemble(aggregating, telemetry.named("aggregator"), lifecycle);
    QueryApiConfig answering = loaded.get(QueryApiConfig.class).at(clickHouse);
    QueryApi.assemble(answering, telemetry.named("query-api"), lifecycle);
    URI api = URI.create("http://127.0.0.1:" + answering.apiPort());
    return new Standalone(config, collector, collecting.grpcPort(), api);
  }

  /** Adds what a person at the terminal sees once everything runs. */
  void greet(Lifecycle lifecycle, Terminal terminal) {
    lifecycle.add(new Greeting(terminal, api, grpcPort));
    lifecycle.add(
        new StatusLine(terminal, new ApiClient(api), collector::accepted, config.statusInterval()));
  }

  StandaloneConfig config() {
    return config;
  }

  Collector collector() {
    return collector;
  }

  int grpcPort() {
    return grpcPort;
  }

  /** Where the project's tools are: {@code MESHSCOPE_HOME}, else the working directory. */
  static Path home() {
    return Path.of(Objects.requireNonNullElse(System.getenv("MESHSCOPE_HOME"), ""))
        .toAbsolutePath();
  }

  private static Backends backends(Path data, int kafkaPort, int clickHousePort) {
    return new Backends(
        new EmbeddedKafka(EmbeddedKafkaConfig.of(data.resolve("kafka"), kafkaPort)),
        new EmbeddedClickHouse(
            EmbeddedClickHouseConfig.of(home(), data.resolve("clickhouse"), clickHousePort)));
  }

  /** Others must know the port before the server runs, so a free one is chosen here. */
  private static int chosen(int port) {
    if (port != 0) {
      return port;
    }
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no free port", e);
    }
  }
}

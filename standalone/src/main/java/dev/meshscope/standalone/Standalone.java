package dev.meshscope.standalone;

import dev.meshscope.aggregator.Aggregator;
import dev.meshscope.aggregator.AggregatorConfig;
import dev.meshscope.collector.Collector;
import dev.meshscope.collector.CollectorConfig;
import dev.meshscope.embedded.EmbeddedClickHouse;
import dev.meshscope.embedded.EmbeddedClickHouseConfig;
import dev.meshscope.embedded.EmbeddedKafka;
import dev.meshscope.embedded.EmbeddedKafkaConfig;
import dev.meshscope.embedded.EmbeddedStartException;
import dev.meshscope.queryapi.QueryApi;
import dev.meshscope.queryapi.QueryApiConfig;
import dev.meshscope.runtime.Lifecycle;
import dev.meshscope.runtime.config.LoadedConfig;
import dev.meshscope.runtime.telemetry.Telemetry;
import dev.meshscope.standalone.ListeningPorts.Wanted;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The assembly of everything: backends → collector → aggregator → query-api, in one JVM, with the
 * ClickHouse engine in a process of its own. The configured addresses of Kafka and ClickHouse do
 * not count here: the embedded ones do.
 */
final class Standalone {
  private static final String LOOPBACK = "127.0.0.1";

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

  /**
   * Adds all parts in data-flow order.
   *
   * @throws IOException when ports, the data directory or the engine cannot be had
   */
  static Standalone assemble(LoadedConfig loaded, Telemetry telemetry, Lifecycle lifecycle)
      throws IOException {
    return assemble(loaded, telemetry, lifecycle, UnaryOperator.identity());
  }

  /**
   * The same with a query-api that is not wholly as configured.
   *
   * @param answering changes its configuration
   * @throws IOException when ports, the data directory or the engine cannot be had
   */
  static Standalone assemble(
      LoadedConfig loaded,
      Telemetry telemetry,
      Lifecycle lifecycle,
      UnaryOperator<QueryApiConfig> answering)
      throws IOException {
    StandaloneConfig config = loaded.get(StandaloneConfig.class);
    ListeningPorts.requireFree(wanted(loaded));
    Path data = directory(config.dataDir());
    int kafkaPort = chosen(config.kafkaPort());
    int clickHousePort = chosen(config.clickhousePort());
    String kafka = LOOPBACK + ":" + kafkaPort;
    URI clickHouse = http(clickHousePort);
    lifecycle.add(backends(data, kafkaPort, clickHousePort));

    CollectorConfig collecting = loaded.get(CollectorConfig.class).at(kafka, data);
    Collector collector = Collector.assemble(collecting, telemetry.named("collector"), lifecycle);
    AggregatorConfig aggregating = loaded.get(AggregatorConfig.class).at(kafka, clickHouse, data);
    Aggregator.assemble(aggregating, telemetry.named("aggregator"), lifecycle);
    QueryApiConfig api = answering.apply(loaded.get(QueryApiConfig.class).at(kafka, clickHouse));
    QueryApi.assemble(api, telemetry.named("query-api"), lifecycle);
    return new Standalone(config, collector, collecting.grpcPort(), http(api.apiPort()));
  }

  /**
   * Adds what a person at the terminal sees once everything runs.
   *
   * @param question the third one to try: a path of the API with its query
   */
  void greet(Lifecycle lifecycle, Terminal terminal, String question) {
    List<String> questions = List.of("/api/v1/topology?from=now-5m", "/api/v1/services", question);
    lifecycle.add(
        new Greeting(
            terminal,
            new Greeting.Invitation(api, grpcPort, questions),
            () -> lifecycle.check().stream().allMatch(part -> part.health().isReady())));
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

  private static List<ListeningPorts.Wanted> wanted(LoadedConfig loaded) {
    StandaloneConfig own = loaded.get(StandaloneConfig.class);
    QueryApiConfig api = loaded.get(QueryApiConfig.class);
    CollectorConfig collector = loaded.get(CollectorConfig.class);
    InetAddress loopback = InetAddress.getLoopbackAddress();
    return List.of(
        Wanted.tcp("MESHSCOPE_GRPC_PORT", new InetSocketAddress(collector.grpcPort())),
        Wanted.tcp("MESHSCOPE_OTLP_HTTP_PORT", new InetSocketAddress(collector.otlpHttpPort())),
        Wanted.udp("MESHSCOPE_SYSLOG_PORT", new InetSocketAddress(collector.syslogPort())),
        Wanted.tcp("MESHSCOPE_API_PORT", new InetSocketAddress(api.apiHost(), api.apiPort())),
        Wanted.tcp("MESHSCOPE_KAFKA_PORT", new InetSocketAddress(loopback, own.kafkaPort())),
        Wanted.tcp(
            "MESHSCOPE_CLICKHOUSE_PORT", new InetSocketAddress(loopback, own.clickhousePort())));
  }

  /**
   * Makes the data directory.
   *
   * @throws IOException that says why it cannot be used
   */
  static Path directory(Path wanted) throws IOException {
    Path directory = wanted.toAbsolutePath();
    try {
      Path made = Files.createDirectories(directory).toRealPath();
      if (Files.isWritable(made)) {
        return made;
      }
      throw unusable(directory, "is not writable", null);
    } catch (FileAlreadyExistsException e) {
      throw unusable(directory, "cannot be made, " + e.getFile() + " is no directory", e);
    } catch (FileSystemException e) {
      throw unusable(directory, "cannot be made in a directory that is not writable", e);
    }
  }

  private static IOException unusable(Path directory, String why, @Nullable IOException cause) {
    return new IOException(
        "the data directory %s %s; set MESHSCOPE_DATA_DIR to another one".formatted(directory, why),
        cause);
  }

  private static Backends backends(Path data, int kafkaPort, int clickHousePort)
      throws IOException {
    try {
      return new Backends(
          new EmbeddedKafka(EmbeddedKafkaConfig.of(data.resolve("kafka"), kafkaPort)),
          new EmbeddedClickHouse(
              EmbeddedClickHouseConfig.of(home(), data.resolve("clickhouse"), clickHousePort)));
    } catch (EmbeddedStartException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static URI http(int port) {
    return URI.create("http://" + LOOPBACK + ":" + port);
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

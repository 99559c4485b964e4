package dev.meshscope.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.embedded.EmbeddedClickHouse;
import dev.meshscope.embedded.EmbeddedClickHouseConfig;
import dev.meshscope.embedded.EmbeddedKafka;
import dev.meshscope.embedded.EmbeddedKafkaConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our services of the Compose file, each a process with exactly its command, environment and probe,
 * beside a broker and an engine; and the demo's mesh that reports to them. No Alertmanager listens.
 */
@Tag("broker")
@Tag("engine")
@Tag("envoy")
class ComposeIT {
  private static final Path ROOT = Path.of(System.getProperty("meshscope.root"));

  /** By shells: 128 + SIGTERM. */
  private static final int TERMINATED = 143;

  private static final Pattern INGRESS = Pattern.compile("127\\.20\\.\\d+\\.10\\b");

  @TempDir private Path directory;

  private final FreePorts ports = FreePorts.find();
  private final FreePorts management = FreePorts.find();

  @Test
  void everyServiceIsHealthyAndTheMeshIsSeen() throws Exception {
    try (EmbeddedKafka kafka =
            new EmbeddedKafka(EmbeddedKafkaConfig.of(directory.resolve("kafka"), ports.kafka()));
        EmbeddedClickHouse engine =
            new EmbeddedClickHouse(
                EmbeddedClickHouseConfig.of(
                    ROOT, directory.resolve("clickhouse"), ports.clickhouse()))) {
      kafka.start();
      engine.start();
      runServices();
    }
  }

  private void runServices() throws Exception {
    try (ComposedProcess collector = collector();
        ComposedProcess aggregator = aggregator();
        ComposedProcess queryApi = queryApi()) {
      collector.awaitHealthy();
      aggregator.awaitHealthy();
      queryApi.awaitHealthy();
      runMesh();
      for (ComposedProcess one : new ComposedProcess[] {collector, aggregator, queryApi}) {
        one.awaitHealthy();
        assertThat(one.stop()).isIn(0, TERMINATED);
        assertThat(one.probe()).as("what has stopped is not healthy").isEqualTo(1);
      }
    }
  }

  private void runMesh() throws Exception {
    Path files = directory.resolve("mesh");
    Map<String, String> names =
        Map.of("collector:4317", "127.0.0.1:" + ports.grpc(), "/tmp/mesh", files.toString());
    Map<String, String> more = Map.of("MESHSCOPE_HOME", ROOT.toString());
    try (ComposedProcess mesh =
            ComposedProcess.start("mesh", names, more, directory.resolve("mesh.log"));
        ApiClient api = new ApiClient(URI.create("http://127.0.0.1:" + ports.api()))) {
      Waiting.until(
          "the mesh is in the graph",
          () -> new TopologyAnswer(api.get("/api/v1/topology")).edges().size() > 10);
      mesh.awaitHealthy(Map.of("127.20.0.10", ingress(files)));
      assertThat(mesh.stop()).isEqualTo(TERMINATED);
    }
  }

  /** The first free subnet is another one where a mesh runs already; in a container, none does. */
  private static String ingress(Path files) throws IOException {
    Matcher address = INGRESS.matcher(Files.readString(files.resolve("istio-ingressgateway.json")));
    assertThat(address.find()).isTrue();
    return address.group();
  }

  private ComposedProcess collector() throws IOException {
    return start(
        "collector",
        Map.of("127.0.0.1:8081", "127.0.0.1:" + management.grpc()),
        Map.of(
            "MESHSCOPE_MANAGEMENT_PORT",
            Integer.toString(management.grpc()),
            "MESHSCOPE_GRPC_PORT",
            Integer.toString(ports.grpc()),
            "MESHSCOPE_OTLP_HTTP_PORT",
            "0",
            "MESHSCOPE_SYSLOG_PORT",
            "0"));
  }

  private ComposedProcess aggregator() throws IOException {
    return start(
        "aggregator",
        Map.of("127.0.0.1:8082", "127.0.0.1:" + management.api()),
        Map.of("MESHSCOPE_MANAGEMENT_PORT", Integer.toString(management.api())));
  }

  private ComposedProcess queryApi() throws IOException {
    return start(
        "query-api",
        Map.of("127.0.0.1:8080", "127.0.0.1:" + ports.api()),
        Map.of("MESHSCOPE_API_PORT", Integer.toString(ports.api())));
  }

  /** Other ports than the container's, which somebody may have taken here. */
  private ComposedProcess start(
      String service, Map<String, String> probed, Map<String, String> otherPorts)
      throws IOException {
    Map<String, String> names = new HashMap<>(probed);
    names.put("/etc/meshscope/rules", ROOT.resolve("docs/start/rules").toString());
    names.put("http://alertmanager:9093", "http://127.0.0.1:" + management.clickhouse());
    names.put("kafka:9092", "127.0.0.1:" + ports.kafka());
    names.put("http://clickhouse:8123", "http://127.0.0.1:" + ports.clickhouse());
    names.put("/var/lib/meshscope", directory.resolve(service).toString());
    return ComposedProcess.start(service, names, otherPorts, directory.resolve(service + ".log"));
  }
}

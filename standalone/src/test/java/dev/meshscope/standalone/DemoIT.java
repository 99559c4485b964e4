package dev.meshscope.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code bin/meshscope demo} as a newcomer starts it, with the lines of the README to try. */
@Tag("broker")
@Tag("engine")
@Tag("envoy")
class DemoIT {
  private static final System.Logger log = System.getLogger(DemoIT.class.getName());

  private static final String API_PORT = "MESHSCOPE_API_PORT";
  private static final int API_PORT_DEFAULT = 8080;

  /** Fires by the demo's rules when reviews fail, and else never. */
  private static final String PLANTED = "ReviewsFail";

  private static final Pattern CURL =
      Pattern.compile("(?m)^curl -s 'http://127\\.0\\.0\\.1:8080([^']+)'");

  /** What the README's picture and the simulation have. */
  private static final Set<String> SERVICES =
      Set.of(
          "istio-ingressgateway → productpage",
          "productpage → reviews",
          "productpage → details",
          "reviews → ratings");

  /** All of the README's picture. */
  private static final Set<String> PICTURE =
      Stream.concat(
              SERVICES.stream(), Stream.of("ratings → mysqldb", "details → istio-egressgateway"))
          .collect(Collectors.toUnmodifiableSet());

  @TempDir private Path directory;

  @Test
  void showsTheGraphOfRealEnvoysAndStopsOnCtrlC() throws Exception {
    showsTheGraph(PICTURE);
  }

  @Test
  void showsTheGraphOfSimulatedReports() throws Exception {
    showsTheGraph(SERVICES, "--simulate");
  }

  private void showsTheGraph(Set<String> expected, String... options) throws Exception {
    FreePorts ports = FreePorts.find();
    Map<String, String> environment = new HashMap<>(ports.environment());
    environment.put("MESHSCOPE_DATA_DIR", directory.toString());
    int apiPort = ports.api();
    if (isFree(API_PORT_DEFAULT)) { // as by default, so that the mesh's own ports are proved too
      environment.remove(API_PORT);
      apiPort = API_PORT_DEFAULT;
    }
    URI api = URI.create("http://127.0.0.1:" + apiPort);
    String[] arguments = new String[options.length + 1];
    arguments[0] = "demo";
    System.arraycopy(options, 0, arguments, 1, options.length);
    Instant from = Instant.now();
    try (Launched demo = Launched.start(environment, arguments);
        ApiClient client = new ApiClient(api)) {
      String ready = demo.awaitLine(Launched.READY);
      assertThat(ready).contains(api.toString());
      Waiting.until("the graph", () -> services(client).containsAll(expected));
      log.log(
          System.Logger.Level.INFO,
          String.format(
              Locale.ROOT,
              "%s; these edges are there %.1f s after the start: %s",
              ready.replaceAll(":.*", ""),
              Duration.between(from, Instant.now()).toMillis() / 1000.0,
              expected));
      answersTheLinesOfTheReadme(client);
      tellsOfThePlantedFault(demo, client);
      listsEveryMetricOfAlerts(api);
      tellsWhatWouldHaveFired(ports, from);
      stopsOnCtrlC(demo);
    }
  }

  private static Set<String> services(ApiClient client) throws IOException, InterruptedException {
    JsonNode topology = client.get("/api/v1/topology?from=now-5m&groupBy=service");
    Map<String, String> names =
        StreamSupport.stream(topology.path("nodes").spliterator(), false)
            .collect(
                Collectors.toMap(
                    node -> node.path("id").asString(), node -> node.path("name").asString()));
    return StreamSupport.stream(topology.path("edges").spliterator(), false)
        .map(edge ->
            names.get(edge.path("source").asString())
                + " → "
                + names.get(edge.path("destination").asString()))
        .collect(Collectors.toSet());
  }

  private static void answersTheLinesOfTheReadme(ApiClient client) throws Exception {
    String readme = Files.readString(Path.of(System.getProperty("meshscope.root"), "README.md"));
    List<MatchResult> lines = CURL.matcher(readme).results().toList();
    assertThat(lines).hasSizeGreaterThanOrEqualTo(3);
    for (MatchResult match : lines) {
      assertThat(client.get(match.group(1)).path("range").isObject()).as(match.group()).isTrue();
    }
  }

  private static void tellsOfThePlantedFault(Launched demo, ApiClient client) throws Exception {
    demo.awaitLine("Planted fault");
    Instant planted = Instant.now();
    String hook = demo.awaitLine("hook: firing " + PLANTED);
    log.log(
        System.Logger.Level.INFO,
        String.format(
            Locale.ROOT,
            "%.1f s from the first bad request to the hook: %s",
            Duration.between(planted, Instant.now()).toMillis() / 1000.0,
            hook));
    JsonNode alert =
        StreamSupport.stream(
                client.get("/api/v1/alerts?state=firing").path("alerts").spliterator(), false)
            .filter(one -> one.path("name").asString().equals(PLANTED))
            .findFirst()
            .orElseThrow();
    JsonNode edges = client.get("/api/v1/topology?from=now-5m").path("edges");
    assertThat(alert.path("edges")).isNotEmpty();
    assertThat(edges.findValuesAsString("id"))
        .containsAll(
            StreamSupport.stream(alert.path("edges").spliterator(), false)
                .map(JsonNode::asString)
                .toList());
    String fingerprint = alert.path("fingerprint").asString();
    Waiting.until(
        "the delivery is in the log",
        () ->
            StreamSupport.stream(
                    client.get("/api/v1/notifications").path("notifications").spliterator(), false)
                .filter(one -> one.toString().contains(fingerprint))
                .anyMatch(one -> one.path("outcome").asString().equals("delivered")));
  }

  private static void listsEveryMetricOfAlerts(URI api) throws Exception {
    Set<String> names = MetricsAnswer.of(api).names();
    names.removeAll(MonitoringPage.names());
    assertThat(names).isEqualTo(MonitoringPage.alertNames());
  }

  private static void tellsWhatWouldHaveFired(FreePorts ports, Instant from) throws Exception {
    Map<String, String> environment =
        Map.of("MESHSCOPE_CLICKHOUSE_URL", "http://127.0.0.1:" + ports.clickhouse());
    try (Launched backtest =
        Launched.start(
            environment,
            "rules",
            "backtest",
            "docs/start/rules",
            "--from",
            from.toString(),
            "--step",
            "5")) {
      assertThat(backtest.awaitResult()).as("%s", backtest.text()).isZero();
      assertThat(backtest.output())
          .anyMatch(line -> line.startsWith("fired ") && line.contains(PLANTED));
    }
  }

  private static void stopsOnCtrlC(Launched demo) throws Exception {
    List<ProcessHandle> processes = demo.processes();
    demo.interrupt();
    assertThat(demo.awaitEnd()).isZero();
    Launched.awaitGone(processes);
    assertThat(demo.output()).contains("Meshscope has stopped.");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}

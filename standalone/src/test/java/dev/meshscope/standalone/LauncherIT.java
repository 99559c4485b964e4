package dev.meshscope.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.testkit.mesh.Collector;
import dev.meshscope.testkit.simulate.Simulation;
import dev.meshscope.testkit.simulate.SimulationConfig;
import dev.meshscope.testkit.simulate.SimulationLoad;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code bin/meshscope} as somebody starts it at a terminal: real processes, real signals. */
@Tag("broker")
@Tag("engine")
class LauncherIT {
  private static final long SEED = 20_261_125;
  private static final long USER_REQUESTS = 2_000;

  /** Compilers are still busy when it is ready. */
  private static final Duration SETTLING = Duration.ofSeconds(15);

  private static final Duration IDLE = Duration.ofSeconds(15);

  /** Of all its processes together: 2 GiB. */
  private static final long RESIDENT_BYTES_MAX = 2L << 30;

  private static final Pattern CURL = Pattern.compile("curl -s '(http[^']+)'");
  private static final Pattern TROUBLE = Pattern.compile("^\\s+at \\S+\\(|\\bERROR\\b|Exception");

  @TempDir private Path directory;

  @Test
  void twoCopiesRunBesideEachOtherAndStopOnSigterm() throws Exception {
    FreePorts ports = FreePorts.find();
    FreePorts otherPorts = FreePorts.find();
    try (Launched one = standalone("one", ports);
        Launched other = standalone("other", otherPorts)) {
      one.awaitLine(Launched.READY);
      other.awaitLine(Launched.READY);
      one.awaitLine("Ctrl-C stops");
      assertThat(one.text()).as("somebody's own mesh").doesNotContainIgnoringCase("bookinfo");
      answersTheLinesThatItPrints(one);
      answersTheLinesThatItPrints(other);
      stopsCleanly(other, otherPorts);
      answersTheLinesThatItPrints(one);
      stopsCleanly(one, ports);
    }
  }

  @Test
  void tellsWhatItCostsWhenIdle() throws Exception {
    FreePorts ports = FreePorts.find();
    try (Launched idle = standalone("idle", ports)) {
      String ready = idle.awaitLine(Launched.READY);
      List<ProcessHandle> processes = idle.processes();
      Instant from = Instant.now().plus(SETTLING);
      Waiting.until("it has settled", () -> Instant.now().isAfter(from));
      ProcessCost before = ProcessCost.of(processes);
      Waiting.until("it was idle", () -> Instant.now().isAfter(from.plus(IDLE)));
      ProcessCost after = ProcessCost.of(processes);
      Duration elapsed = Duration.between(from, Instant.now());
      System.getLogger(LauncherIT.class.getName())
          .log(
              System.Logger.Level.INFO,
              String.format(
                  Locale.ROOT,
                  "%s; then for %d s: %.1f %% of a core, %d MiB resident, %d processes",
                  ready.replaceAll(":.*", ""),
                  elapsed.toSeconds(),
                  100.0 * after.cpu().minus(before.cpu()).toMillis() / elapsed.toMillis(),
                  after.residentBytes() >> 20,
                  processes.size()));
      assertThat(after.residentBytes()).as("promised").isLessThan(RESIDENT_BYTES_MAX);
      stopsCleanly(idle, ports);
    }
  }

  @Test
  void keepsWhatWasStoredOverARestart() throws Exception {
    FreePorts ports = FreePorts.find();
    String question;
    Map<String, Long> stored;
    try (Launched first = standalone("kept", ports)) {
      first.awaitLine(Launched.READY);
      question = "/api/v1/topology?from=%s&class=all".formatted(Instant.now().minusSeconds(60));
      stored = simulate(first, ports, question);
      stopsCleanly(first, ports);
    }
    assertThat(stored).hasSizeGreaterThan(5);
    try (Launched second = standalone("kept", ports);
        ApiClient api = new ApiClient(http(ports.api()))) {
      second.awaitLine(Launched.READY);
      assertThat(requests(api.get(question))).isEqualTo(stored);
      Map<String, Long> twice = new HashMap<>();
      stored.forEach((edge, requests) -> twice.put(edge, 2 * requests));
      assertThat(simulate(second, ports, question)).isEqualTo(twice); // it goes on counting
      stopsCleanly(second, ports);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Starting Kafka",
        "ClickHouse engine listening",
        "broker listening",
        "collector listening"
      })
  void stopsOnSigtermBeforeItIsReady(String line) throws Exception {
    FreePorts ports = FreePorts.find();
    try (Launched starting = standalone("early", ports)) {
      starting.awaitLine(line);
      stopsCleanly(starting, ports);
    }
  }

  @Test
  void namesACommandThatThereIsNot() throws Exception {
    try (Launched launched = Launched.start(Map.of(), "frobnicate")) {
      assertThat(launched.awaitEnd()).isEqualTo(2);
      assertThat(launched.output())
          .singleElement()
          .asString()
          .contains("unknown command frobnicate", "standalone", "demo");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"collector", "aggregator", "query-api", "standalone", "demo"})
  void everyCommandSaysWhatItTakes(String command) throws Exception {
    try (Launched launched = Launched.start(Map.of(), command, "--help")) {
      assertThat(launched.awaitEnd()).as(launched.text()).isZero();
      assertThat(launched.text()).contains("--config", "--check-config");
    }
  }

  @Test
  void namesAVariableThatThereIsNotAndOneThatIsWrong() throws Exception {
    Map<String, String> environment =
        Map.of("MESHSCOPE_API_PROT", "8080", "MESHSCOPE_KAFKA_PORT", "kafka");
    try (Launched launched = Launched.start(environment, "standalone")) {
      assertThat(launched.awaitEnd()).isEqualTo(2);
      assertThat(launched.text())
          .contains("MESHSCOPE_API_PROT", "did you mean MESHSCOPE_API_PORT?")
          .contains("MESHSCOPE_KAFKA_PORT", "must be a whole number, is \"kafka\"")
          .doesNotContain("Starting");
    }
  }

  @Test
  void namesPortsThatAreTaken() throws Exception {
    FreePorts ports = FreePorts.find();
    try (ServerSocket owner =
            new ServerSocket(ports.clickhouse(), 1, InetAddress.getLoopbackAddress());
        Launched launched = standalone("taken", ports)) {
      assertThat(launched.awaitEnd()).isEqualTo(1);
      assertThat(launched.output().getLast())
          .contains(owner.getLocalPort() + " (MESHSCOPE_CLICKHOUSE_PORT", "set another one");
      assertThat(launched.text()).doesNotContainPattern("(?m)^\\s+at ");
    }
  }

  @Test
  void printsWhatIsInForceWhenOnlyChecking() throws Exception {
    Map<String, String> environment = Map.of("MESHSCOPE_API_PORT", "18080");
    try (Launched launched = Launched.start(environment, "standalone", "--check-config")) {
      assertThat(launched.awaitEnd()).isZero();
      assertThat(launched.output())
          .contains("apiPort = 18080 (environment)", "grpcPort = 4317 (default)")
          .allMatch(line -> line.contains(" = "));
    }
  }

  private Launched standalone(String name, FreePorts ports) throws Exception {
    Map<String, String> environment = new HashMap<>(ports.environment());
    environment.put("MESHSCOPE_DATA_DIR", directory.resolve(name).toString());
    return Launched.start(environment, "standalone");
  }

  private static void answersTheLinesThatItPrints(Launched launched) throws Exception {
    List<String> urls =
        launched.output().stream()
            .map(CURL::matcher)
            .filter(Matcher::find)
            .map(match -> match.group(1))
            .toList();
    assertThat(urls).hasSize(3);
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (String url : urls) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
        var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as("%s: %s", url, answer.body()).isEqualTo(200);
      }
    }
  }

  /** Within the promised time and with one of the promised statuses; nothing stays behind. */
  private static void stopsCleanly(Launched launched, FreePorts ports) throws Exception {
    List<ProcessHandle> processes = launched.processes();
    launched.terminate();
    assertThat(launched.awaitEnd()).isZero();
    Launched.awaitGone(processes);
    assertThat(ports.taken()).isEmpty();
    assertThat(launched.output()).noneMatch(line -> TROUBLE.matcher(line).find());
  }

  /** Simulates reports, the same each time; the requests of each edge when all are stored. */
  private static Map<String, Long> simulate(Launched launched, FreePorts ports, String question)
      throws Exception {
    Collector collector = new Collector("127.0.0.1", ports.grpc());
    try (Simulation simulation =
            new Simulation(SimulationConfig.of(collector, 1, SEED), InstantSource.system());
        ApiClient api = new ApiClient(http(ports.api()))) {
      assertThat(simulation.run(SimulationLoad.count(USER_REQUESTS)).dropped()).isZero();
      Instant sent = Instant.now();
      Waiting.until("everything is stored", () -> freshThrough(api.get(question)).isAfter(sent));
      assertThat(launched.awaitLine("· lag ")).contains("reports ", "edges in the last minute ");
      return requests(api.get(question));
    }
  }

  private static Instant freshThrough(JsonNode topology) {
    String fresh = topology.path("completeness").path("freshThrough").asString("");
    return fresh.isEmpty() ? Instant.EPOCH : Instant.parse(fresh);
  }

  private static Map<String, Long> requests(JsonNode topology) {
    Map<String, Long> requests = new HashMap<>();
    topology
        .path("edges")
        .forEach(edge -> requests.put(edge.path("id").asString(), edge.path("requests").asLong()));
    return requests;
  }

  private static URI http(int port) {
    return URI.create("http://127.0.0.1:" + port);
  }
}

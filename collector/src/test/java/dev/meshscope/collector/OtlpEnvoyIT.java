package dev.meshscope.collector;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.meshscope.collector.normalize.Ledger;
import dev.meshscope.collector.normalize.Normalized.Skipped;
import dev.meshscope.collector.normalize.ReportSource;
import dev.meshscope.collector.receive.otlp.OtlpConfig;
import dev.meshscope.collector.receive.otlp.OtlpPage;
import dev.meshscope.collector.receive.otlp.SpanConfig;
import dev.meshscope.embedded.EmbeddedKafka;
import dev.meshscope.embedded.EmbeddedKafkaConfig;
import dev.meshscope.model.EdgeReference;
import dev.meshscope.model.Outcome;
import dev.meshscope.model.Party;
import dev.meshscope.model.Protocol;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.testkit.mesh.SubnetClaim;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real Envoy, configured as docs/start/otlp.md says, before a real collector and broker: what it
 * reports is what it counted itself.
 */
@Tag("broker")
@Tag("envoy")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OtlpEnvoyIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int HTTP_PORT = 15001;
  private static final int TCP_PORT = 15002;
  private static final int BACKEND_PORT = 8080;
  private static final long FAULTS = 7;
  private static final int SENT = 60 + 9 + 7 + 5 + 6 + 4;
  private static final String SERVICES = ".bookinfo.svc.cluster.local";

  private Path directory;
  private EmbeddedKafka kafka;
  private SubnetClaim claim;
  private HttpServer backend;

  @BeforeAll
  void startBrokerAndBackend(@TempDir Path shared) throws IOException {
    directory = shared;
    kafka = new EmbeddedKafka(EmbeddedKafkaConfig.of(shared.resolve("broker"), 0));
    kafka.start();
    claim = SubnetClaim.firstFree();
    backend = HttpServer.create(new InetSocketAddress(backendAddress(), BACKEND_PORT), 64);
    backend.createContext(
        "/",
        exchange -> {
          try (exchange) {
            int code = exchange.getRequestURI().getPath().startsWith("/bad") ? 503 : 200;
            exchange.sendResponseHeaders(code, 2);
            exchange.getResponseBody().write("ok".getBytes(UTF_8));
          }
        });
    backend.start();
  }

  @AfterAll
  void stop() {
    backend.stop(0);
    claim.close();
    kafka.close();
  }

  @Test
  void accessLogsTellWhatEnvoyCounted(TestInfo test) throws Exception {
    String logger = OtlpPage.yaml("access_log");
    try (TestCollector running = start(test);
        EnvoyProxy envoy =
            envoy(
                running,
                test,
                "access_log:\n" + indented(logger),
                "access_log:\n" + indented(logger));
        PublishedTopics topics = new PublishedTopics(kafka.bootstrapServers())) {
      await().atMost(PATIENCE).until(envoy::isReady);
      sendRequests();
      for (int i = 0; i < 5; i++) {
        talk();
      }
      Ledger ledger = running.collector().ledgers().of(ReportSource.OTLP_LOGS);
      await().atMost(PATIENCE).until(() -> written(envoy) == SENT + 5);
      await().atMost(PATIENCE).until(() -> topics.read().reports(id(test)) == SENT + 5);

      assertThat(ledger.accepted()).isEqualTo(SENT + 5);
      assertThat(ledger.received()).isEqualTo(SENT + 5);
      Map<String, Long> counters = envoy.counters();
      assertThat(dropped(counters)).isZero();
      assertThat(counted(topics, test, OtlpEnvoyIT::byServiceAndCode))
          .isEqualTo(
              Map.of(
                  "ratings 200", counter(counters, "ratings", "upstream_rq_200"),
                  "ratings 503", FAULTS,
                  "retried 503", counter(counters, "retried", "upstream_rq_503"),
                  "empty 503", counter(counters, "empty", "upstream_rq_503"),
                  "dead 503", counter(counters, "dead", "upstream_rq_503"),
                  "nowhere 404", counters.getOrDefault("http.outbound.no_route", 0L),
                  "tcp 0", counter(counters, "tcp", "upstream_cx_total")));
      assertThat(counters.get("http.outbound.fault.aborts_injected")).isEqualTo(FAULTS);
      assertThat(attempts(topics, test, "retried"))
          .isEqualTo(
              counter(counters, "retried", "upstream_rq_503")
                  + counter(counters, "retried", "upstream_rq_retry"));
      assertThat(counted(topics, test, OtlpEnvoyIT::bySource))
          .isEqualTo(Map.of("reviews-v1 v1 bookinfo Kubernetes", SENT + 5L));
    }
  }

  @Test
  void spansTellWhatEnvoyCounted(TestInfo test) throws Exception {
    String tracing =
        "tracing:\n" + indented(OtlpPage.yaml("tracing of an HTTP connection manager"));
    try (TestCollector running = start(test);
        EnvoyProxy envoy = envoy(running, test, tracing, "");
        PublishedTopics topics = new PublishedTopics(kafka.bootstrapServers())) {
      await().atMost(PATIENCE).until(envoy::isReady);
      sendRequests();
      Ledger ledger = running.collector().ledgers().of(ReportSource.OTLP_SPANS);
      await()
          .atMost(PATIENCE)
          .until(
              () -> envoy.counters().getOrDefault("tracing.opentelemetry.spans_sent", 0L) == SENT);
      await().atMost(PATIENCE).until(() -> topics.read().reports(id(test)) == SENT);

      assertThat(ledger.received()).isEqualTo(SENT);
      assertThat(running.collector().ledgers().of(ReportSource.OTLP_LOGS).received()).isZero();
      Map<String, Long> counters = envoy.counters();
      assertThat(counted(topics, test, OtlpEnvoyIT::byServiceAndCode))
          .isEqualTo(
              Map.of(
                  "ratings 200", counter(counters, "ratings", "upstream_rq_200"),
                  "ratings 503", FAULTS,
                  "retried 503", counter(counters, "retried", "upstream_rq_503"),
                  "empty 503", counter(counters, "empty", "upstream_rq_503"),
                  "dead 503", counter(counters, "dead", "upstream_rq_503"),
                  "nowhere 404", counters.getOrDefault("http.outbound.no_route", 0L)));
    }
  }

  @Test
  void spansOfAttemptsAreNoRequests(TestInfo test) throws Exception {
    String tracing =
        "tracing:\n"
            + indented(
                OtlpPage.yaml("tracing of an HTTP connection manager")
                    + "spawn_upstream_span: true\n");
    try (TestCollector running = start(test);
        EnvoyProxy envoy = envoy(running, test, tracing, "")) {
      await().atMost(PATIENCE).until(envoy::isReady);
      sendRequests();
      Ledger ledger = running.collector().ledgers().of(ReportSource.OTLP_SPANS);
      await().atMost(PATIENCE).until(() -> ledger.accepted() == SENT);
      Map<String, Long> counters = envoy.counters();
      long attempts =
          counter(counters, "ratings", "upstream_rq_200")
              + counter(counters, "retried", "upstream_rq_503")
              + counter(counters, "retried", "upstream_rq_retry")
              + counter(counters, "dead", "upstream_rq_503")
              + counter(counters, "dead", "upstream_rq_retry");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> assertThat(ledger.skipped(Skipped.UPSTREAM_ATTEMPT)).isEqualTo(attempts));
      assertThat(ledger.received()).isEqualTo(SENT + attempts);
    }
  }

  private void sendRequests() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      send(client, "/ok", 60, 200);
      send(client, "/bad", 9, 503);
      send(client, "/fault", (int) FAULTS, 503);
      send(client, "/empty", 5, 503);
      send(client, "/dead", 6, 503);
      send(client, "/nowhere", 4, 404);
    }
  }

  private void send(HttpClient client, String path, int count, int code) throws Exception {
    for (int i = 0; i < count; i++) {
      URI uri = URI.create("http://" + proxyAddress().getHostAddress() + ":" + HTTP_PORT + path);
      int answer =
          client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding()).statusCode();
      assertThat(answer).as(path).isEqualTo(code);
    }
  }

  /** A connection to the backend by way of the TCP proxy. */
  private void talk() throws IOException {
    try (Socket socket = new Socket(proxyAddress(), TCP_PORT)) {
      socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(UTF_8));
      assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
    }
  }

  private static long written(EnvoyProxy envoy) throws Exception {
    return envoy.counters().getOrDefault("access_logs.open_telemetry_access_log.logs_written", 0L);
  }

  private static long dropped(Map<String, Long> counters) {
    return counters.getOrDefault("access_logs.open_telemetry_access_log.logs_dropped", 0L);
  }

  private static long counter(Map<String, Long> counters, String service, String name) {
    String port = service.equals("tcp") ? "3306" : "9080";
    String cluster = "cluster.outbound|" + port + "||" + service + SERVICES + ".";
    return counters.getOrDefault(cluster + name, 0L);
  }

  private static Map<String, Long> counted(
      PublishedTopics topics, TestInfo test, Function<Row, String> key) {
    Map<String, Long> counts = new TreeMap<>();
    for (RequestBatch batch : topics.read().batches(id(test))) {
      for (int row = 0; row < batch.columns().size(); row++) {
        EdgeReference edge = batch.flows().get(batch.columns().flow(row)).edges().getFirst();
        counts.merge(key.apply(new Row(edge, batch, row)), 1L, Long::sum);
      }
    }
    return counts;
  }

  private static long attempts(PublishedTopics topics, TestInfo test, String service) {
    long attempts = 0;
    for (RequestBatch batch : topics.read().batches(id(test))) {
      for (int row = 0; row < batch.columns().size(); row++) {
        EdgeReference edge = batch.flows().get(batch.columns().flow(row)).edges().getFirst();
        attempts += edge.service().name().equals(service) ? batch.columns().attempts(row) : 0;
      }
    }
    return attempts;
  }

  private static String byServiceAndCode(Row row) {
    int code = Outcome.responseCode(row.batch().columns().outcome(row.number()));
    boolean isRouted = row.edge().service().namespace().equals("bookinfo");
    String name = isRouted ? row.edge().service().name() : "nowhere";
    boolean isTcp = row.edge().traits().protocol() == Protocol.TCP;
    assertThat(isTcp).isEqualTo(name.equals("tcp"));
    return name + " " + code;
  }

  private static String bySource(Row row) {
    var source = ((Party.Known) row.edge().source()).workload();
    return String.join(" ", source.name(), source.version(), source.namespace(), source.cluster());
  }

  /** A report and its first edge. */
  private record Row(EdgeReference edge, RequestBatch batch, int number) {}

  private TestCollector start(TestInfo test) throws Exception {
    OtlpConfig defaults = OtlpConfig.defaults();
    OtlpConfig otlp =
        new OtlpConfig(
            defaults.limits(),
            defaults.http(),
            defaults.repeats(),
            defaults.sessions(),
            new SpanConfig(true, Duration.ZERO, Duration.ofMinutes(1), 100));
    TestCollector started =
        new TestCollector(
            TestCollector.with(
                otlp, TestCollector.config(kafka.bootstrapServers(), directory, id(test))));
    await().atMost(PATIENCE).until(started::isReady);
    return started;
  }

  private EnvoyProxy envoy(TestCollector running, TestInfo test, String http, String tcp)
      throws IOException {
    String address = proxyAddress().getHostAddress();
    String configuration =
        bootstrap()
            .replace("NODE", test.getTestMethod().orElseThrow().getName().toLowerCase(Locale.ROOT))
            .replace("ADDRESS", address)
            .replace("BACKEND", backendAddress().getHostAddress())
            .replace("# HTTP", http.indent(10).stripLeading())
            .replace("# TCP", tcp.indent(10).stripLeading())
            .replace("# CLUSTERS", OtlpPage.yaml("clusters").indent(2).stripLeading())
            .replace("address: meshscope,", "address: 127.0.0.1,")
            .replace("4317", Integer.toString(running.collector().grpcPort()));
    Path own = Files.createTempDirectory(directory, "envoy");
    return new EnvoyProxy(configuration, own, URI.create("http://" + address + ":15000"));
  }

  private static String bootstrap() throws IOException {
    try (InputStream in = OtlpEnvoyIT.class.getResourceAsStream("/envoy/otlp-sidecar.yaml")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
    }
  }

  private static String indented(String yaml) {
    return yaml.indent(2);
  }

  private InetAddress proxyAddress() throws IOException {
    return InetAddress.ofLiteral(claim.subnet().address(2));
  }

  private InetAddress backendAddress() throws IOException {
    return InetAddress.ofLiteral(claim.subnet().address(3));
  }

  private static String id(TestInfo test) {
    return test.getTestMethod().orElseThrow().getName();
  }
}

package dev.meshscope.queryapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.meshscope.embedded.EmbeddedKafka;
import dev.meshscope.embedded.EmbeddedKafkaConfig;
import dev.meshscope.model.Cause;
import dev.meshscope.model.EdgeKey;
import dev.meshscope.model.Outcome;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.Topics;
import dev.meshscope.queryapi.inventory.Inventories;
import dev.meshscope.storage.ClickHouseConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rules, traffic that breaks them, and what the API and a webhook say of it. */
@Tag("broker")
@Tag("engine")
@ExtendWith(SharedEngine.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AlertsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int GOOD = 75;
  private static final int BAD = 25;

  private static final String RULES =
      """
      groups:
      - name: shop
        interval: 1s
        rules:
        - alert: PayFails
          expr: {signal: errorRatio, service: shop/pay, over: 10m, above: 0.2, requestsMin: 100}
          labels: {severity: page}
          annotations: {summary: "{{ $value | humanizePercentage }} fail"}
        - alert: NobodyIsThere
          expr: {signal: errorRatio, service: shop/nobody, over: 10m, above: 0.2}
      ---
      apiVersion: meshscope/v1
      kind: SLO
      metadata: {name: pay}
      spec:
        service: shop/pay
        indicator: {availability: {}}
        timeWindow: [{duration: 30d, isRolling: true}]
        budgetingMethod: Occurrences
        objectives: [{target: 0.9}]
        alertPolicies: [none]
      """;

  private final List<JsonNode> hooks = new CopyOnWriteArrayList<>();
  private EmbeddedKafka kafka;
  private HttpServer receiver;
  private Path rules;
  private RunningApi api;

  @BeforeAll
  void start(ClickHouseConfig database, @TempDir Path shared) throws Exception {
    kafka = new EmbeddedKafka(EmbeddedKafkaConfig.of(shared.resolve("kafka"), 0));
    kafka.start();
    createTopics();
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          try (exchange) {
            hooks.add(JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes()));
            exchange.sendResponseHeaders(204, -1);
          }
        });
    receiver.start();
    rules = Files.createDirectory(shared.resolve("rules"));
    Files.writeString(rules.resolve("shop.yaml"), RULES);
    try (StoredTraffic traffic = new StoredTraffic(database)) {
      Instant now = Instant.now();
      traffic.add(SmallMesh.reports(Reporter.SOURCE, edge(), now, GOOD));
      traffic.add(SmallMesh.reports(Reporter.SOURCE, edge(), now, BAD, failure()));
    }
    api = new RunningApi(config(database), InstantSource.system());
    await().atMost(PATIENCE).until(() -> api.get("/api/v1/alerts").status() == 200);
  }

  private static EdgeKey edge() {
    return SmallMesh.key(SmallMesh.CART, SmallMesh.PAY_V1, SmallMesh.PAY);
  }

  private static int failure() {
    return Outcome.of(503, Outcome.NO_GRPC_STATUS, Cause.UPSTREAM_ERROR);
  }

  private QueryApiConfig config(ClickHouseConfig database) {
    Inventories.Place place = new Inventories.Place(kafka.bootstrapServers(), StoredTraffic.TENANT);
    URI hook = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/");
    return RunningApi.config(database, place).alertingBy(rules, hook);
  }

  @AfterAll
  void stop() {
    api.close();
    receiver.stop(0);
    kafka.close();
  }

  @Test
  void firesAndTellsWhy() {
    JsonNode alert =
        await().atMost(PATIENCE).until(() -> firing().path(0), one -> !one.isMissingNode());
    assertThat(alert.path("name").asString()).isEqualTo("PayFails");
    assertThat(alert.path("value").asDouble()).isEqualTo(0.25);
    assertThat(alert.at("/annotations/summary").asString()).isEqualTo("25% fail");
    assertThat(alert.path("edges").path(0).asString())
        .isEqualTo(api.json("/api/v1/topology").at("/edges/0/id").asString());
    assertThat(firing().size()).isEqualTo(1);
    await().atMost(PATIENCE).until(() -> !hooks.isEmpty());
    assertThat(hooks.getFirst().at("/alerts/0/fingerprint").asString())
        .isEqualTo(alert.path("fingerprint").asString());
    JsonNode told =
        await()
            .atMost(PATIENCE)
            .until(
                () -> api.json("/api/v1/notifications").path("notifications").path(0),
                one -> !one.isMissingNode());
    assertThat(told.path("outcome").asString()).isEqualTo("delivered");
    assertThat(hooks).hasSize(1);
  }

  @Test
  void saysHowItsRulesAre() {
    await()
        .atMost(PATIENCE)
        .until(
            () -> api.json("/api/v1/rules").at("/groups/0/rules/1/health").asString().equals("ok"));
    JsonNode rule = api.json("/api/v1/rules").at("/groups/0/rules/1");
    assertThat(rule.path("alerts").asInt()).isZero();
  }

  @Test
  void knowsHowObjectivesStand() {
    JsonNode objective = api.json("/api/v1/slos?objective=pay").at("/objectives/0");
    assertThat(objective.path("total").asLong()).isEqualTo(GOOD + BAD);
    assertThat(objective.path("bad").asLong()).isEqualTo(BAD);
    assertThat(objective.at("/budget/allowed").asDouble()).isEqualTo(10);
    assertThat(objective.at("/budget/consumed").asDouble()).isEqualTo(2.5);
    assertThat(objective.path("exhaustedInSeconds").asDouble()).isZero();
    JsonNode before = api.json("/api/v1/slos?at=now-2d").at("/objectives/0");
    assertThat(before.path("total").asLong()).isZero();
    assertThat(before.path("goodRatio").isMissingNode()).isTrue();
  }

  @Test
  void knowsHowObjectivesStoodInAnyPeriod() {
    JsonNode since = api.json("/api/v1/slos?objective=pay&from=now-30m").at("/objectives/0");
    assertThat(since.path("total").asLong()).isEqualTo(GOOD + BAD);
    assertThat(since.at("/budget/consumed").asDouble()).isEqualTo(2.5);
    assertThat(since.path("exhaustedInSeconds").isMissingNode()).isTrue();
    assertThat(since.at("/burnRates/30m").asDouble()).isEqualTo(2.5);
    JsonNode before = api.json("/api/v1/slos?from=now-3d&to=now-2d").at("/objectives/0");
    assertThat(before.path("total").asLong()).isZero();
  }

  @Test
  void tellsOfAFileThatCannotBeUsed() throws Exception {
    Files.writeString(
        rules.resolve("bad.yaml"), "groups:\n- name: x\n  interval: 1y\n  rules: []\n");
    JsonNode file =
        await()
            .atMost(PATIENCE)
            .until(
                () -> api.json("/api/v1/rules").path("files").path(0),
                one -> one.path("file").asString().equals("bad.yaml"));
    assertThat(file.path("inForce").asBoolean()).isFalse();
    assertThat(file.at("/problems/0/line").asInt()).isEqualTo(3);
    assertThat(firing().size()).isLessThanOrEqualTo(1);
  }

  @Test
  void refusesWrongParameters() {
    for (String wrong : List.of("alerts?state=burning", "slos?at=later", "notifications?limit=0")) {
      assertThat(api.get("/api/v1/" + wrong).status()).as(wrong).isEqualTo(400);
    }
  }

  private JsonNode firing() {
    return api.json("/api/v1/alerts?state=firing").path("alerts");
  }

  private void createTopics() throws Exception {
    List<NewTopic> topics =
        Topics.all(new Topics.Partitions(1, 1), 1 << 30).stream()
            .map(topic ->
                new NewTopic(topic.name(), topic.partitions(), (short) 1).configs(topic.config()))
            .toList();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin.createTopics(topics).all().get(30, TimeUnit.SECONDS);
    }
  }
}

package dev.meshscope.queryapi.alert.notify;

import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshscope.embedded.EmbeddedKafka;
import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertBook;
import dev.meshscope.queryapi.alert.Broker;
import dev.meshscope.queryapi.alert.notify.Delivery.Outcome;
import dev.meshscope.queryapi.alert.notify.NotifyConfig.AlertmanagerConfig;
import dev.meshscope.queryapi.alert.notify.RecordingReceiver.Call;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Two members of the real Alertmanager, and what they make of our alerts. */
@Tag("broker")
@Tag("alertmanager")
final class AlertmanagerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LIFE = Duration.ofHours(6);

  private final Telemetry telemetry = Telemetry.create("query-api", Map.of());
  private volatile List<Alert> led = List.of();

  /** How much of the time that an alert lives in Alertmanager has gone by when it is sent. */
  private volatile Duration passed = Duration.ZERO;

  /** Data's times are of whole seconds, and lie in the past. */
  private final Instant since = Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(30);

  private final List<AutoCloseable> running = new ArrayList<>();

  @TempDir private Path directory;
  private RecordingReceiver hook;
  private RunningAlertmanager one;
  private RunningAlertmanager two;
  private DeliveryLog deliveries;

  @BeforeEach
  void start() throws Exception {
    running.add(telemetry);
    Optional<Path> binary = RunningAlertmanager.binary(System.getenv("PATH"));
    Assumptions.assumeTrue(binary.isPresent(), RunningAlertmanager.HOW_TO_GET);
    EmbeddedKafka kafka = Broker.start(directory.resolve("broker"), 0);
    running.add(kafka);
    Broker.createTopics(kafka.bootstrapServers());
    hook = new RecordingReceiver();
    running.add(hook);
    one = member(binary.orElseThrow(), "one", Optional.empty());
    two = member(binary.orElseThrow(), "two", Optional.of(one));
    var place = new DeliveryLog.Place(kafka.bootstrapServers(), "default");
    deliveries = new DeliveryLog(place, Configs.nobody(), telemetry);
    running.add(deliveries::close);
    deliveries.start();
    List<String> urls = List.of(one.url().toString(), two.url().toString());
    var config = new AlertmanagerConfig(urls, Duration.ofSeconds(1), LIFE, List.of());
    var surroundings =
        new Dispatcher.Surroundings(() -> Instant.now().minus(passed), new Random(1), telemetry);
    var dispatcher =
        new Dispatcher(Configs.with(Configs.nobody(), config), book(), deliveries, surroundings);
    running.add(dispatcher::close);
    dispatcher.start();
  }

  /** Also what was started before something else failed to: Kafka must go before its files. */
  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : running.reversed()) {
      one.close();
    }
  }

  @Test
  void alertsArriveGroupAndResolve() {
    Alert first = firing("a", "v1");
    Alert second = firing("a", "v2");

    led = List.of(first, second);

    awaitKnown(one, first, second);
    awaitKnown(two, first, second);
    JsonNode known = alert(one, first).orElseThrow();
    assertThat(known.get("labels").size()).isEqualTo(first.labels().size());
    first
        .labels()
        .forEach(
            (name, value) -> assertThat(known.get("labels").get(name).asString()).isEqualTo(value));
    assertThat(Instant.parse(known.get("startsAt").asString())).isEqualTo(since);
    assertThat(Instant.parse(known.get("endsAt").asString()))
        .isBetween(Instant.now().plus(LIFE).minus(PATIENCE), Instant.now().plus(LIFE));
    assertThat(known.at("/annotations/meshscope_completeness").asString())
        .isEqualTo("all expected proxies heard");
    assertThat(known.get("generatorURL").asString())
        .isEqualTo("https://meshscope.example/#sel=alerts");
    Call told = awaitHook("firing");
    assertThat(told.json().get("alerts")).hasSize(2);
    assertThat(told.json().at("/commonLabels/alertname").asString()).isEqualTo(SampleAlerts.NAME);

    Instant end = since.plusSeconds(20);
    led = List.of(SampleAlerts.resolved(first, end), SampleAlerts.resolved(second, end));

    Call over = awaitHook("resolved");
    assertThat(Instant.parse(over.json().at("/alerts/0/endsAt").asString())).isEqualTo(end);
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(one.alerts()).isEmpty());
    assertThat(deliveries.recent())
        .extracting(delivery -> delivery.result().outcome())
        .containsOnly(Outcome.DELIVERED);
  }

  @Test
  void whatMovesToAnotherGroupFiresOn() {
    Alert alert = firing("a", "v1");
    Instant renamed = since.plusSeconds(20);
    Instant end = since.plusSeconds(25);
    Alert over = SampleAlerts.resolved(alert, renamed);
    Alert moved = SampleAlerts.moved(SampleAlerts.firing(alert.labels(), renamed), "moved");
    led = List.of(alert);
    awaitKnown(one, alert);
    awaitHook("firing");

    led = List.of(over, moved);

    await()
        .during(Duration.ofSeconds(10)) // each is sent once a second
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> alert(one, alert).isPresent());
    assertThat(hook.calls()).extracting(Call::status).containsOnly("firing");
    led = List.of(over, SampleAlerts.resolved(moved, end));
    Call told = awaitHook("resolved");
    assertThat(Instant.parse(told.json().at("/alerts/0/endsAt").asString())).isEqualTo(end);
    await().during(Duration.ofSeconds(5)).atMost(PATIENCE).until(() -> alert(one, alert).isEmpty());
    // A member may lag behind the other, but begins nothing again.
    assertThat(hook.calls().stream().collect(groupingBy(AlertmanagerIT::member)).values())
        .allSatisfy(calls -> assertThat(calls).extracting(Call::status).isSorted());
  }

  @Test
  void oneMemberIsEnough() {
    one.close();
    Alert alert = firing("a", "v1");

    led = List.of(alert);

    awaitKnown(two, alert);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(deliveries.recent())
                .extracting(delivery -> delivery.result().outcome())
                .containsExactly(Outcome.DELIVERED));
  }

  @Test
  void whatIsNoLongerSentEndsByItself() {
    Alert alert = firing("a", "v1");
    passed = LIFE.minusSeconds(10);
    led = List.of(alert);
    awaitKnown(one, alert);

    led = List.of(); // whoever led it is gone for good

    awaitHook("resolved");
  }

  private RunningAlertmanager member(Path binary, String name, Optional<RunningAlertmanager> peer)
      throws IOException {
    var started = RunningAlertmanager.start(binary, directory.resolve(name), hook.url(), peer);
    running.add(started);
    return started;
  }

  private Alert firing(String service, String version) {
    SortedMap<String, String> labels = SampleAlerts.labels(service);
    labels.put("version", version);
    labels.put("odd", "ü \"quoted\"\n\t€ 😀");
    return SampleAlerts.firing(labels, since);
  }

  /** Which member told the hook. */
  private static String member(Call call) {
    return call.json().get("externalURL").asString();
  }

  private static void awaitKnown(RunningAlertmanager member, Alert... alerts) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          for (Alert alert : alerts) {
            assertThat(alert(member, alert)).isPresent();
          }
        });
  }

  private static Optional<JsonNode> alert(RunningAlertmanager member, Alert alert) {
    return StreamSupport.stream(member.alerts().spliterator(), false)
        .filter(known -> known.get("fingerprint").asString().equals(alert.fingerprint()))
        .findFirst();
  }

  private Call awaitHook(String status) {
    await()
        .atMost(PATIENCE)
        .until(() -> hook.calls().stream().anyMatch(call -> call.status().equals(status)));
    return hook.calls().stream()
        .filter(call -> call.status().equals(status))
        .findFirst()
        .orElseThrow();
  }

  private AlertBook book() {
    return new AlertBook() {
      @Override
      public List<Alert> all() {
        return led;
      }

      @Override
      public List<Alert> led() {
        return led;
      }
    };
  }
}

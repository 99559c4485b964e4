package dev.meshscope.queryapi;

import static dev.meshscope.queryapi.SmallMesh.CART;
import static dev.meshscope.queryapi.SmallMesh.NAMESPACE;
import static dev.meshscope.queryapi.SmallMesh.PAY_V1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshscope.embedded.EmbeddedKafka;
import dev.meshscope.embedded.EmbeddedKafkaConfig;
import dev.meshscope.model.Cause;
import dev.meshscope.model.DeltaBatch.Progress;
import dev.meshscope.model.Outcome;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.ReporterEvent;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.ServiceName;
import dev.meshscope.model.Topics;
import dev.meshscope.queryapi.alert.notify.RecordingReceiver;
import dev.meshscope.storage.ClickHouseConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * ClickHouse is away for ten minutes while something fires, whoever evaluates is killed meanwhile,
 * and the receiver fails: no alert is lost, none is resolved by silence, none is told twice with
 * another id. Time is simulated, by seconds since the story's start.
 */
@Tag("broker")
@Tag("engine")
@ExtendWith(SharedEngine.class)
final class AlertsAwayIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final long STEP = 5;
  private static final long AWAY = 80;
  private static final long KILLED = 300;
  private static final long BACK = 680;
  private static final long RECEIVED_AGAIN = 780;
  private static final long END = 1_000;
  private static final int REQUESTS_PER_STEP = 10;

  /** Twenty each second: an evaluator asks twice a second what is stored. */
  private static final int IDLE_LOOKS = 25;

  /** When the requests of a service fail: the alert of the same name fires a little longer. */
  private static final Map<String, LongPredicate> FAULTS =
      Map.of(
          "all-the-time", second -> second >= 0 && second < 900,
          "ends-meanwhile", second -> second >= 0 && second < 300,
          "begins-meanwhile", second -> second >= 400 && second < 800,
          "only-meanwhile", second -> second >= 200 && second < 320,
          "never", _ -> false);

  private static final String RULES =
      """
      groups:
      - name: shop
        interval: 5s
        rules:
        - alert: Fails
          expr:
            {signal: errorRatio, namespace: shop, each: service, over: 30s, above: 0.5,
             requestsMin: 10}
          for: 30s
      """;

  private final Instant start =
      Instant.now().minus(Duration.ofMinutes(40)).truncatedTo(ChronoUnit.MINUTES);
  private final List<AutoCloseable> running = new ArrayList<>();

  @TempDir private Path directory;
  private RecordingReceiver receiver;
  private StoredTraffic traffic;
  private Gate gate;
  private Admin admin;
  private ApiProcess.Place place;
  private Instant now = start.plusSeconds(1);
  private long happened = -60;
  private long stored = -60;
  private long lastTick;
  private int looksAtTick;

  @BeforeEach
  void start(ClickHouseConfig database) throws Exception {
    EmbeddedKafka kafka = new EmbeddedKafka(EmbeddedKafkaConfig.of(directory.resolve("kafka"), 0));
    running.add(kafka);
    kafka.start();
    admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    running.add(admin);
    createTopics();
    receiver = new RecordingReceiver();
    running.add(receiver);
    ClickHouseConfig own = database.withDatabase("Away" + System.nanoTime());
    traffic = new StoredTraffic(own);
    running.add(traffic);
    gate = new Gate(own.url());
    running.add(gate);
    Path rules = Files.createDirectory(directory.resolve("rules"));
    Files.writeString(rules.resolve("shop.yaml"), RULES);
    place =
        new ApiProcess.Place(
            kafka.bootstrapServers(), own.movedTo(gate.url()), rules, receiver.url());
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : running.reversed()) {
      one.close();
    }
  }

  /**
   * What was received while the database was away is stored as soon as it is back, or in the course
   * of minutes.
   */
  @ParameterizedTest
  @ValueSource(longs = {1_000, 60})
  void nothingIsLostNothingIsMadeUpNothingHasTwoIds(long storedPerStep) throws Exception {
    receive(0, 1_000);
    ApiProcess first = begin();
    passTo(AWAY, storedPerStep, first);
    untilTrue(first, () -> accepted().size() == 2);
    assertThat(accepted()).allMatch(event -> event.contains(" firing "));
    untilTrue(first, () -> written() == 2); // what was not is told again, with the same id

    gate.shut();
    receiver.always(503);
    tell(first, KILLED);
    untilTrue(first, () -> isAway(first));
    first.kill();
    ApiProcess second = begin();
    untilTrue(second, () -> isAway(second));
    tell(second, BACK);
    gate.reopen();

    passTo(RECEIVED_AGAIN, storedPerStep, second);
    untilTrue(second, () -> receiver.calls().size() > 4);
    assertThat(accepted()).hasSize(2);
    receiver.always(200);
    passTo(END, storedPerStep, second);
    untilTrue(second, () -> ends().size() == 4);

    assertWhatIsKnown(second);
    assertThat(accepted()).as("told once").doesNotHaveDuplicates();
    assertThat(idsOfEvents().values()).allSatisfy(ids -> assertThat(ids).hasSize(1));
  }

  private ApiProcess begin() throws Exception {
    ApiProcess begun = new ApiProcess(place, now);
    running.add(begun);
    return begun;
  }

  /** Seconds go by; what has been received is stored, and evaluated by whoever leads. */
  private void passTo(long second, long storedPerStep, ApiProcess leader) throws Exception {
    while (happened < second) {
      receive(happened + STEP, storedPerStep);
      tell(leader, happened);
      untilTrue(leader, () -> evaluated(leader) >= Math.min(happened, stored));
      if (stored < happened) {
        untilTrue(leader, () -> isIdle(leader));
      }
    }
  }

  private void receive(long second, long storedPerStep) throws Exception {
    long from = stored;
    happened = second;
    stored = Math.min(happened, stored + storedPerStep);
    List<Report> reports = new ArrayList<>();
    List<ReporterEvent> signs = new ArrayList<>();
    for (long at = from; at < stored; at += STEP) {
      reports.addAll(reports(at));
      signs.add(
          new ReporterEvent(
              StoredTraffic.TENANT, "node", "one", ReporterEvent.Kind.ALIVE, micros(at), CART));
    }
    traffic.add(reports);
    traffic.addEvents(signs);
    var origin = new RequestBatch.Origin("one", 1, 0);
    traffic.addProgress(1, List.of(new Progress(origin, micros(stored), 0, 0, 0)));
  }

  private List<Report> reports(long second) {
    List<Report> reports = new ArrayList<>();
    FAULTS.forEach((service, fault) -> {
      var edge = SmallMesh.key(CART, PAY_V1, new ServiceName(NAMESPACE, service));
      int outcome =
          fault.test(second)
              ? Outcome.of(503, Outcome.NO_GRPC_STATUS, Cause.UPSTREAM_ERROR)
              : Outcome.of(200, Outcome.NO_GRPC_STATUS, Cause.NONE);
      Instant end = at(second).plusSeconds(1);
      reports.addAll(SmallMesh.reports(Reporter.SOURCE, edge, end, REQUESTS_PER_STEP, outcome));
    });
    return reports;
  }

  private void tell(ApiProcess api, long second) {
    happened = second;
    Instant then = at(second).plusSeconds(1);
    now = then.isAfter(now) ? then : now;
    api.tell(now);
  }

  /** Time passes, though hardly: who waits for a second needs that. */
  private void untilTrue(ApiProcess api, BooleanSupplier condition) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> {
          now = now.plusMillis(20);
          api.tell(now);
          return condition.getAsBoolean();
        });
  }

  private void assertWhatIsKnown(ApiProcess api) {
    JsonNode alerts = api.json("/api/v1/alerts").path("alerts");
    assertThat(alerts.size()).isEqualTo(4);
    for (JsonNode alert : alerts) {
      String service = alert.at("/labels/service").asString();
      assertThat(alert.path("state").asString()).as(service).isEqualTo("resolved");
      assertWhenItWasTrue(service.replace(NAMESPACE + "/", ""), alert);
      assertThat(ends()).contains(service + " resolved " + alert.path("resolvedAt").asString());
    }
  }

  /** Within the length of the window that is looked at, and two ticks. */
  private void assertWhenItWasTrue(String service, JsonNode alert) {
    long activeAt = second(alert.path("activeAt"));
    long begin = firstSecond(service, true, -60);
    long end = firstSecond(service, false, begin);
    assertThat(activeAt).as(service).isBetween(begin + STEP, begin + 40);
    assertThat(second(alert.path("firingAt"))).as(service).isBetween(activeAt + 30, activeAt + 40);
    assertThat(second(alert.path("resolvedAt"))).as(service).isBetween(end + STEP, end + 40);
  }

  private static long firstSecond(String service, boolean isFailing, long from) {
    long second = from;
    LongPredicate fault = requireNonNull(FAULTS.get(service));
    while (fault.test(second) != isFailing) {
      second++;
    }
    return second;
  }

  private boolean isAway(ApiProcess api) {
    return !api.json("/api/v1/rules").at("/groups/0/lastError").asString("").isEmpty();
  }

  private long evaluated(ApiProcess api) {
    JsonNode tick = api.json("/api/v1/rules").at("/groups/0/lastEvaluation");
    return tick.isMissingNode() ? Long.MIN_VALUE : second(tick);
  }

  /** Whether it has done all that it would do now. */
  private boolean isIdle(ApiProcess api) {
    long tick = evaluated(api);
    looksAtTick = tick == lastTick ? looksAtTick + 1 : 0;
    lastTick = tick;
    return looksAtTick > IDLE_LOOKS;
  }

  /** What the receiver took, once for each time. */
  private List<String> accepted() {
    return receiver.calls().stream()
        .filter(call -> call.answer() == 200)
        .flatMap(call -> events(call).stream())
        .toList();
  }

  private Set<String> ends() {
    return accepted().stream()
        .filter(event -> event.contains(" resolved "))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Of everything that was tried. */
  private Map<String, Set<String>> idsOfEvents() {
    Map<String, Set<String>> ids = new TreeMap<>();
    for (RecordingReceiver.Call call : receiver.calls()) {
      events(call)
          .forEach(event -> ids.computeIfAbsent(event, _ -> new TreeSet<>()).add(call.id()));
    }
    return ids;
  }

  private static List<String> events(RecordingReceiver.Call call) {
    List<String> events = new ArrayList<>();
    for (JsonNode alert : call.json().path("alerts")) {
      String status = alert.path("status").asString();
      String time = alert.path(status.equals("firing") ? "startsAt" : "endsAt").asString();
      events.add(alert.at("/labels/service").asString() + " " + status + " " + time);
    }
    return events;
  }

  private Instant at(long second) {
    return start.plusSeconds(second);
  }

  private long second(JsonNode time) {
    return Duration.between(start, Instant.parse(time.asString())).toSeconds();
  }

  private long micros(long second) {
    return at(second).getEpochSecond() * 1_000_000;
  }

  /** Notifications that are in Kafka. */
  private long written() {
    TopicPartition only = new TopicPartition(Topics.NOTIFICATIONS, 0);
    try {
      return admin
          .listOffsets(Map.of(only, OffsetSpec.latest()))
          .partitionResult(only)
          .get(30, TimeUnit.SECONDS)
          .offset();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void createTopics() throws Exception {
    List<NewTopic> topics =
        Topics.all(new Topics.Partitions(1, 1), 1 << 30).stream()
            .map(topic ->
                new NewTopic(topic.name(), topic.partitions(), (short) 1).configs(topic.config()))
            .toList();
    admin.createTopics(topics).all().get(30, TimeUnit.SECONDS);
  }
}

package dev.meshscope.queryapi.alert.evaluate;

import static dev.meshscope.queryapi.alert.evaluate.Rules.group;
import static dev.meshscope.queryapi.alert.evaluate.Rules.rule;
import static dev.meshscope.queryapi.alert.evaluate.Rules.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshscope.embedded.EmbeddedKafka;
import dev.meshscope.queryapi.alert.Broker;
import dev.meshscope.queryapi.alert.notify.Configs;
import dev.meshscope.queryapi.alert.notify.DeliveryLog;
import dev.meshscope.queryapi.alert.notify.Dispatcher;
import dev.meshscope.queryapi.alert.notify.NotifyConfig;
import dev.meshscope.queryapi.alert.notify.NotifyConfig.AlertmanagerConfig;
import dev.meshscope.queryapi.alert.notify.RecordingReceiver;
import dev.meshscope.queryapi.alert.notify.RecordingReceiver.Call;
import dev.meshscope.queryapi.alert.notify.RunningAlertmanager;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The broker is away while an alert fires: nobody hears of an end before it comes. */
@Tag("broker")
@Tag("alertmanager")
final class KafkaOutageIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration LIFE = Duration.ofHours(6);
  private static final String TENANT = "default";
  private static final String RULE = "burns";
  private static final String LEADS_ALL = "leads 4 of 4 partitions";

  /** From when on the condition no longer holds. */
  private final AtomicReference<Instant> end = new AtomicReference<>(Instant.MAX);

  private final Telemetry telemetry = Telemetry.create("query-api", Map.of());
  private final List<AutoCloseable> running = new ArrayList<>();

  @TempDir private Path directory;
  private EmbeddedKafka kafka;

  /** Of our own webhook. */
  private RecordingReceiver hook;

  /** Of Alertmanager's. */
  private RecordingReceiver relayed;

  private RunningAlertmanager alertmanager;
  private RunningEvaluator evaluator;

  @BeforeEach
  void start() throws Exception {
    running.add(telemetry);
    Optional<Path> binary = RunningAlertmanager.binary(System.getenv("PATH"));
    Assumptions.assumeTrue(binary.isPresent(), RunningAlertmanager.HOW_TO_GET);
    kafka = Broker.start(directory.resolve("broker"), 0);
    running.add(() -> kafka.close());
    Broker.createTopics(kafka.bootstrapServers());
    hook = new RecordingReceiver();
    running.add(hook);
    relayed = new RecordingReceiver();
    running.add(relayed);
    alertmanager =
        RunningAlertmanager.start(
            binary.orElseThrow(), directory.resolve("am"), relayed.url(), Optional.empty());
    running.add(alertmanager);
    evaluator = evaluator();
    running.add(evaluator);
    startDispatcher();
  }

  /** Also what was started before something else failed to: Kafka must go before its files. */
  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable one : running.reversed()) {
      one.close();
    }
  }

  @Test
  void resolvesNothingAndTellsNothingTwice() throws Exception {
    until(() -> relayed.calls().size() == 1 && hook.calls().size() == 1);
    until(() -> health().equals(LEADS_ALL));
    int port = kafka.port();

    kafka.close();

    until(() -> evaluator.evaluator.led().isEmpty() && !health().equals(LEADS_ALL));
    JsonNode known = alertmanager.alerts().get(0);
    assertThat(known.at("/status/state").asString()).isEqualTo("active");
    assertThat(Instant.parse(known.get("endsAt").asString()))
        .isAfter(Instant.now().plus(LIFE).minus(PATIENCE));

    kafka = Broker.start(directory.resolve("broker"), port);
    until(() -> evaluator.led(RULE).isPresent() && health().equals(LEADS_ALL));
    assertThat(alertmanager.alerts()).hasSize(1);
    end.set(Instant.now());

    until(() -> relayed.calls().size() == 2 && hook.calls().size() == 2);
    assertThat(alertmanager.alerts()).isEmpty();
    assertThat(relayed.calls()).extracting(Call::status).containsExactly("firing", "resolved");
    assertThat(hook.calls()).extracting(Call::status).containsExactly("firing", "resolved");
    assertThat(hook.calls()).extracting(Call::id).doesNotHaveDuplicates();
  }

  private String health() {
    return evaluator.evaluator.check().detail();
  }

  private RunningEvaluator evaluator() {
    ScriptedJudge judge = new ScriptedJudge(1);
    judge.scripts.put(RULE, tick -> tick.isBefore(end.get()));
    var place = new Evaluator.Place(kafka.bootstrapServers(), TENANT);
    var rules = set(group("g", rule(RULE, 0, 0)));
    return new RunningEvaluator(place, InstantSource.system(), judge, rules);
  }

  private void startDispatcher() {
    NotifyConfig config = Configs.with(Configs.webhook(hook.url()), Duration.ofSeconds(5));
    var member = List.of(alertmanager.url().toString());
    config =
        Configs.with(
            config, new AlertmanagerConfig(member, Duration.ofSeconds(1), LIFE, List.of()));
    var place = new DeliveryLog.Place(kafka.bootstrapServers(), TENANT);
    DeliveryLog deliveries = new DeliveryLog(place, config, telemetry);
    running.add(deliveries::close);
    deliveries.start();
    var surroundings =
        new Dispatcher.Surroundings(InstantSource.system(), new Random(1), telemetry);
    Dispatcher dispatcher = new Dispatcher(config, evaluator.evaluator, deliveries, surroundings);
    running.add(dispatcher::close);
    dispatcher.start();
  }

  private static void until(Callable<Boolean> condition) {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(condition);
  }
}

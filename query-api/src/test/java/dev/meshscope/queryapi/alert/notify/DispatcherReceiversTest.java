package dev.meshscope.queryapi.alert.notify;

import static dev.meshscope.queryapi.alert.notify.SampleAlerts.START;
import static dev.meshscope.queryapi.alert.notify.SampleAlerts.firing;
import static dev.meshscope.queryapi.alert.notify.SampleAlerts.moved;
import static dev.meshscope.queryapi.alert.notify.SampleAlerts.resolved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertState;
import dev.meshscope.queryapi.alert.notify.Delivery.Outcome;
import dev.meshscope.queryapi.alert.notify.NotifyConfig.AlertmanagerConfig;
import dev.meshscope.queryapi.alert.notify.NotifyConfig.PagerDutyConfig;
import dev.meshscope.queryapi.alert.notify.NotifyConfig.SlackConfig;
import dev.meshscope.runtime.config.Secret;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Several receivers of different habits beside each other. */
class DispatcherReceiversTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final InMemoryToldLog log = new InMemoryToldLog();
  private RecordingReceiver receiver;

  @BeforeEach
  void start() throws IOException {
    receiver = new RecordingReceiver();
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  @Test
  void oneThatHangsHoldsUpNobody() throws IOException {
    try (RawServer silent = RawServer.silent();
        var running = new RunningDispatcher(slack(Configs.webhook(silent.url())), log)) {
      running.led(firing("a"));

      running.passesAfterALook(SECOND);

      awaitCalls(1);
      assertThat(silent.connections()).isEqualTo(1);
    }
  }

  @Test
  void slackGetsOneMessageASecond() {
    try (var running = new RunningDispatcher(slack(Configs.nobody()), log)) {
      running.led(firing("a"), firing("b"), firing("c"));

      for (int count = 1; count <= 3; count++) {
        running.passesAfterALook(SECOND);
        awaitCalls(count);
        running.looks();
        assertThat(receiver.calls()).hasSize(count);
      }
    }
  }

  @Test
  void pagerDutyIsToldOfBeginningAndEnd() {
    NotifyConfig config =
        Configs.with(
            Configs.nobody(),
            new SlackConfig(Optional.empty(), List.of()),
            new PagerDutyConfig(Optional.of(SampleBodies.ROUTING_KEY), receiver.url(), List.of()));
    receiver.always(202);
    try (var running = new RunningDispatcher(config, log)) {
      running.led(firing("a"));
      running.passesAfterALook(SECOND);
      awaitCalls(1);
      running.led(resolved(firing("a"), START.plusSeconds(90)));
      running.passesAfterALook(Duration.ofMinutes(2));
      awaitCalls(2);

      List<JsonNode> events = receiver.calls().stream().map(call -> call.json()).toList();
      assertThat(events)
          .extracting(event -> event.get("event_action").asString())
          .containsExactly("trigger", "resolve");
      assertThat(events.stream().map(event -> event.get("dedup_key")).distinct()).hasSize(1);
    }
  }

  @Test
  void alertmanagerIsToldAgainAndAgainAndItIsWrittenDownOnce() {
    try (var running = new RunningDispatcher(alertmanager(receiver.url().toString()), log)) {
      running.led(firing("a"), firing("b"));
      awaitCalls(1);
      Instant told = running.now();
      assertThat(receiver.calls().getFirst().json()).hasSize(2);
      assertThat(endsAt(0)).isEqualTo(told.plus(Duration.ofHours(6)));

      running.passesAfterALook(Duration.ofMinutes(1));
      awaitCalls(2);
      running.looks();
      assertThat(endsAt(1)).isEqualTo(told.plus(Duration.ofHours(6)).plus(Duration.ofMinutes(1)));
      assertThat(log.recent()).hasSize(1);
    }
  }

  @Test
  void alertmanagerHearsOfAnEndForAQuarterOfAnHour() {
    try (var running = new RunningDispatcher(alertmanager(receiver.url().toString()), log)) {
      running.led(resolved(firing("a"), START.plusSeconds(30)));
      awaitCalls(1);
      running.looks();
      running.passes(Duration.ofMinutes(15));
      awaitCalls(2);
      running.looks();
      running.passes(Duration.ofMinutes(1));
      running.looks();

      assertThat(receiver.calls()).hasSize(2);
      assertThat(endsAt(0)).isEqualTo(START.plusSeconds(30));
      assertThat(endsAt(1)).isEqualTo(START.plusSeconds(30));
    }
  }

  @Test
  void alertmanagerHearsOfNoEndWhileTheSameFiresInAnotherGroup() {
    Alert moved = moved(firing("a"), "moved");
    Alert end = resolved(firing("a"), START.plusSeconds(30));
    try (var running = new RunningDispatcher(alertmanager(receiver.url().toString()), log)) {
      running.led(firing("a"));
      awaitCalls(1);
      running.ledElsewhere(moved);
      running.led(end);
      running.passesAfterALook(Duration.ofMinutes(2));
      running.looks();
      assertThat(receiver.calls()).hasSize(1);

      running.led(end, resolved(moved, START.plusSeconds(90)));
      running.ledElsewhere();
      awaitCalls(2);
      running.passesAfterALook(Duration.ofMinutes(2));
      awaitCalls(3);

      assertThat(receiver.calls().get(1).json()).hasSize(1);
      assertThat(endsAt(1)).isEqualTo(START.plusSeconds(90));
      assertThat(endsAt(2)).isEqualTo(START.plusSeconds(90));
    }
  }

  @Test
  void alertmanagerHearsOfAnEndWhileTheSameIsPendingInAnotherGroup() {
    Alert pending = SampleAlerts.alert(firing("a").labels(), AlertState.PENDING, START, null);
    try (var running = new RunningDispatcher(alertmanager(receiver.url().toString()), log)) {
      running.ledElsewhere(moved(pending, "moved"));
      running.led(resolved(firing("a"), START.plusSeconds(30)));
      awaitCalls(1);

      assertThat(endsAt(0)).isEqualTo(START.plusSeconds(30));
    }
  }

  @Test
  void whoKnowsGroupsHearsOfTheEndOfOneThatFiresInAnother() {
    try (var running = new RunningDispatcher(Configs.webhook(receiver.url()), log)) {
      running.led(firing("a"));
      running.passesAfterALook(SECOND);
      awaitCalls(1);
      running.ledElsewhere(moved(firing("a"), "moved"));
      running.led(resolved(firing("a"), START.plusSeconds(30)));
      running.passesAfterALook(Duration.ofMinutes(2));
      awaitCalls(2);

      assertThat(receiver.calls().getLast().status()).isEqualTo("resolved");
    }
  }

  @Test
  void alertmanagerHearsOfAnEndOfLongAgoForAsLong() {
    try (var running = new RunningDispatcher(alertmanager(receiver.url().toString()), log)) {
      running.passes(Duration.ofHours(1));
      running.led(resolved(firing("a"), START.plusSeconds(30)));
      awaitCalls(1);
      running.looks();
      running.passes(Duration.ofMinutes(14));
      awaitCalls(2);
      running.looks();
      running.passes(Duration.ofMinutes(1));
      running.looks();

      assertThat(receiver.calls()).hasSize(2);
      assertThat(endsAt(1)).isEqualTo(START.plusSeconds(30));
    }
  }

  @Test
  void oneMemberOfAlertmanagerIsEnough() throws IOException {
    try (RawServer silent = RawServer.silent();
        var running =
            new RunningDispatcher(
                alertmanager(silent.url().toString(), receiver.url().toString()), log)) {
      running.led(firing("a"));

      await()
          .untilAsserted(() ->
              assertThat(log.recent())
                  .extracting(one -> one.result().outcome())
                  .containsExactly(Outcome.DELIVERED));
      assertThat(silent.connections()).isEqualTo(1);
    }
  }

  @Test
  void manyGroupsAreToldAFewAtATime() {
    Alert[] alerts =
        IntStream.range(0, 200).mapToObj(number -> firing("s" + number)).toArray(Alert[]::new);
    try (var running = new RunningDispatcher(Configs.webhook(receiver.url()), log)) {
      running.led(alerts);
      running.passesAfterALook(SECOND);

      awaitCalls(200);

      running.looks();
      assertThat(receiver.calls()).hasSize(200);
      assertThat(receiver.calls()).extracting(call -> call.id()).doesNotHaveDuplicates();
      assertThat(running.health()).isEqualTo("tells webhook");
    }
  }

  /** It looks once only: what has no room waits for one that is back, not for the next look. */
  @Test
  void whatWaitsIsToldAsSoonAsThereIsRoom() {
    Alert[] alerts =
        IntStream.range(0, 200).mapToObj(number -> firing("s" + number)).toArray(Alert[]::new);
    NotifyConfig config = Configs.atOnce(Configs.webhook(receiver.url()));
    try (var _ = new RunningDispatcher(config, log, Duration.ofHours(1), alerts)) {
      awaitCalls(200);
    }
  }

  @Test
  void whatWakesPeopleIsToldBeforeAllThatWaits() {
    Stream<Alert> tickets =
        IntStream.range(0, 100).mapToObj(number -> severity("ticket", "s" + number));
    Stream<Alert> pages = Stream.of(severity("page", "a"), severity("critical", "b"));
    Alert[] alerts = Stream.concat(tickets, pages).toArray(Alert[]::new);
    NotifyConfig config = Configs.atOnce(Configs.webhook(receiver.url()));
    try (var _ = new RunningDispatcher(config, log, Duration.ofHours(1), alerts)) {
      awaitCalls(102);

      assertThat(receiver.calls().subList(0, Receiver.IN_FLIGHT_MAX))
          .extracting(call -> call.json().at("/commonLabels/severity").asString())
          .contains("page", "critical");
    }
  }

  @Test
  void whereNobodyIsToBeToldNothingHappens() {
    try (var running = new RunningDispatcher(NotifyConfig.defaults(), log)) {
      running.led(firing("a"));
      running.looks();

      assertThat(running.health()).isEqualTo("nobody is to be told");
      assertThat(log.recent()).isEmpty();
    }
  }

  private static Alert severity(String severity, String service) {
    SortedMap<String, String> labels = SampleAlerts.labels(service);
    labels.put("severity", severity);
    return firing(labels, START);
  }

  private Instant endsAt(int call) {
    return Instant.parse(receiver.calls().get(call).json().at("/0/endsAt").asString());
  }

  private void awaitCalls(int count) {
    await().untilAsserted(() -> assertThat(receiver.calls()).hasSizeGreaterThanOrEqualTo(count));
  }

  private NotifyConfig slack(NotifyConfig config) {
    Secret url = Secret.of(receiver.url().toString());
    return Configs.with(
        config, new SlackConfig(Optional.of(url), List.of()), NotifyConfig.defaults().pagerDuty());
  }

  private static NotifyConfig alertmanager(String... urls) {
    return Configs.with(
        Configs.nobody(),
        new AlertmanagerConfig(
            List.of(urls), Duration.ofMinutes(1), Duration.ofHours(6), List.of()));
  }
}

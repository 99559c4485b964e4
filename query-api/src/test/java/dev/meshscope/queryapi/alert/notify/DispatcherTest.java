package dev.meshscope.queryapi.alert.notify;

import static dev.meshscope.queryapi.alert.notify.SampleAlerts.START;
import static dev.meshscope.queryapi.alert.notify.SampleAlerts.firing;
import static dev.meshscope.queryapi.alert.notify.SampleAlerts.labels;
import static dev.meshscope.queryapi.alert.notify.SampleAlerts.resolved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertState;
import dev.meshscope.queryapi.alert.notify.Delivery.Outcome;
import dev.meshscope.queryapi.alert.notify.NotifyConfig.WebhookConfig;
import dev.meshscope.queryapi.alert.notify.RecordingReceiver.Call;
import dev.meshscope.runtime.config.Secret;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told when, to a real receiver, at a controlled time. */
class DispatcherTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final InMemoryToldLog log = new InMemoryToldLog();
  private RecordingReceiver receiver;
  private RunningDispatcher running;

  @BeforeEach
  void start() throws IOException {
    receiver = new RecordingReceiver();
    running = new RunningDispatcher(Configs.webhook(receiver.url()), log);
  }

  @AfterEach
  void stop() {
    running.close();
    receiver.close();
  }

  @Test
  void theFirstAlertWaitsForOthers() {
    running.led(firing("a"));
    running.looks();
    assertThat(receiver.calls()).isEmpty();

    running.passes(Duration.ofSeconds(1));

    Call call = awaitCalls(1).getFirst();
    assertThat(call.status()).isEqualTo("firing");
    assertThat(call.json().at("/alerts/0/fingerprint").asString())
        .isEqualTo(firing("a").fingerprint());
    running.passes(Duration.ofMinutes(10));
    running.looks();
    assertThat(receiver.calls()).hasSize(1);
  }

  @Test
  void alertsOfOneGroupAreToldTogetherAndOthersApart() {
    SortedMap<String, String> versioned = labels("a");
    versioned.put("version", "v2");
    running.led(firing("a"), firing(versioned, START), firing("b"));

    running.passesAfterALook(Duration.ofSeconds(1));

    List<Integer> sizes =
        awaitCalls(2).stream().map(call -> call.json().get("alerts").size()).sorted().toList();
    assertThat(sizes).containsExactly(1, 2);
  }

  @Test
  void additionsWaitForTheInterval() {
    toldOf(firing("a"));
    SortedMap<String, String> versioned = labels("a");
    versioned.put("version", "v2");
    running.led(firing("a"), firing(versioned, START.plusSeconds(2)));
    running.passesAfterALook(Duration.ofSeconds(30));
    running.looks();
    assertThat(receiver.calls()).hasSize(1);

    running.passes(MINUTE);

    assertThat(awaitCalls(2).getLast().json().get("alerts")).hasSize(2);
  }

  @Test
  void whatGoesOnIsRepeatedWithAnotherId() {
    toldOf(firing("a"));

    running.passes(Duration.ofHours(4));
    awaitCalls(2);
    running.passes(Duration.ofHours(4));

    assertThat(awaitCalls(3).stream().map(Call::id)).doesNotHaveDuplicates();
    assertThat(log.recent().getFirst().told().repeats()).isEqualTo(2);
  }

  @Test
  void theEndIsTold() {
    toldOf(firing("a"));
    running.led(resolved(firing("a"), START.plusSeconds(90)));

    running.passesAfterALook(MINUTE);

    Call call = awaitCalls(2).getLast();
    assertThat(call.status()).isEqualTo("resolved");
    assertThat(call.json().at("/alerts/0/endsAt").asString()).isEqualTo("2026-01-31T12:01:30Z");
    running.passes(Duration.ofHours(9));
    running.looks();
    assertThat(receiver.calls()).hasSize(2);
  }

  @Test
  void theEndIsToldAlsoIfItWasBeforeTheBeginning() {
    toldOf(firing("a"));
    running.led(resolved(firing("a"), START.minusSeconds(90)));

    running.passesAfterALook(MINUTE);

    assertThat(awaitCalls(2).getLast().status()).isEqualTo("resolved");
  }

  @Test
  void theEndIsToldAlsoIfTheBeginningWasNot() {
    running.led(resolved(firing("a"), START.plusSeconds(90)));

    running.passesAfterALook(Duration.ofSeconds(1));

    assertThat(awaitCalls(1).getFirst().status()).isEqualTo("resolved");
  }

  @Test
  void whatIsPendingIsNotTold() {
    running.led(SampleAlerts.alert(labels("a"), AlertState.PENDING, START, null));

    running.passesAfterALook(MINUTE);
    running.looks();

    assertThat(receiver.calls()).isEmpty();
  }

  @Test
  void aFailureIsTriedAgainWithTheSameId() {
    receiver.next(500, Map.of());
    receiver.next(302, Map.of("Location", "http://10.0.0.1/"));

    running.led(firing("a"));
    running.passesAfterALook(Duration.ofSeconds(1));
    awaitCalls(1);
    running.passes(Duration.ofMinutes(2));
    awaitCalls(2);
    running.passes(Duration.ofMinutes(2));

    assertThat(awaitCalls(3).stream().map(Call::id).distinct()).hasSize(1);
    Delivery delivery = awaitDelivery(Outcome.DELIVERED);
    assertThat(delivery.result().attempts()).isEqualTo(3);
    assertThat(delivery.id()).isEqualTo(receiver.calls().getFirst().id());
  }

  @Test
  void aReceiverThatIsBusyIsLeftAlone() {
    receiver.next(429, Map.of("Retry-After", "120"));
    running.led(firing("a"));
    running.passesAfterALook(Duration.ofSeconds(1));
    awaitCalls(1);
    running.looks();

    running.passes(Duration.ofSeconds(119));
    running.looks();
    assertThat(receiver.calls()).hasSize(1);

    running.passes(Duration.ofSeconds(2));
    awaitCalls(2);
  }

  @Test
  void aReceiverThatWantsToBeLeftAloneForADayIsNot() {
    receiver.next(503, Map.of("Retry-After", "86400"));
    running.led(firing("a"));
    running.passesAfterALook(Duration.ofSeconds(1));
    awaitCalls(1);
    running.looks();

    running.passes(Answer.RETRY_AFTER_MAX.plusSeconds(1));

    awaitCalls(2);
  }

  @Test
  void givingUpIsWrittenDownAndBegunAnewLater() {
    receiver.always(500);
    running.led(firing("a"));
    running.passesAfterALook(Duration.ofSeconds(1));
    awaitCalls(1);
    running.passes(Duration.ofMinutes(16));

    Delivery delivery = awaitDelivery(Outcome.GAVE_UP);

    assertThat(delivery.result().status()).isEqualTo(500);
    assertThat(delivery.result().problem()).isEqualTo("answered 500: ok");
    assertThat(delivery.alerts()).containsOnlyKeys(firing("a").fingerprint());
    assertThat(delivery.told().alerts()).isEmpty();
    int before = receiver.calls().size();
    running.passes(Duration.ofMinutes(4));
    running.looks();
    assertThat(receiver.calls()).hasSize(before);
    receiver.always(200);
    running.passes(MINUTE);
    assertThat(awaitDelivery(Outcome.DELIVERED).id()).isEqualTo(delivery.id());
  }

  @Test
  void aReceiverThatIsAwayIsToldOfBeforeAnythingIsGivenUp() {
    receiver.always(500);
    running.led(firing("a"));
    running.passesAfterALook(Duration.ofSeconds(1));
    awaitCalls(1);
    running.passes(MINUTE);
    awaitCalls(2);
    await().untilAsserted(() -> assertThat(running.health()).isEqualTo("cannot tell webhook"));

    receiver.always(200);
    running.passes(MINUTE);

    await().untilAsserted(() -> assertThat(running.health()).isEqualTo("tells webhook"));
  }

  @Test
  void whatWasGivenUpIsToldWhenTheReceiverWorks() {
    receiver.always(500);
    running.led(firing("a"));
    running.passesAfterALook(Duration.ofSeconds(1));
    awaitCalls(1);
    running.passes(Duration.ofMinutes(16));
    Delivery givenUp = awaitDelivery(Outcome.GAVE_UP);
    receiver.always(200);

    running.led(firing("a"), firing("b"));
    running.passesAfterALook(MINUTE);

    await().untilAsserted(() -> assertThat(delivered()).hasSize(2).contains(givenUp.id()));
  }

  @Test
  void whatIsRefusedAloneIsTriedAgainAMinuteLater() {
    receiver.always(400);
    running.led(firing("a"));
    running.passesAfterALook(Duration.ofSeconds(1));
    awaitDelivery(Outcome.REFUSED);
    receiver.always(200);

    running.led(firing("a"), firing("b"));
    running.passesAfterALook(Duration.ofSeconds(2));
    awaitCalls(2);
    running.looks();
    assertThat(receiver.calls()).hasSize(2);
    running.passes(MINUTE);

    await().untilAsserted(() -> assertThat(delivered()).hasSize(2));
  }

  @Test
  void anEndThatWasGivenUpIsNotLost() {
    toldOf(firing("a"));
    receiver.always(500);
    running.led(resolved(firing("a"), START.plusSeconds(90)));
    running.passesAfterALook(MINUTE);
    awaitCalls(2);
    running.passes(Duration.ofMinutes(16));
    awaitDelivery(Outcome.GAVE_UP);
    receiver.always(200);

    running.passesAfterALook(Duration.ofMinutes(5));

    await().untilAsserted(() -> assertThat(delivered()).hasSize(2));
    assertThat(receiver.calls().getLast().status()).isEqualTo("resolved");
  }

  @Test
  void afterGivingUpAChangeIsToldAtOnce() {
    receiver.always(500);
    running.led(firing("a"));
    running.passesAfterALook(Duration.ofSeconds(1));
    awaitCalls(1);
    running.passes(Duration.ofMinutes(16));
    awaitDelivery(Outcome.GAVE_UP);
    receiver.always(200);

    running.led(resolved(firing("a"), START.plusSeconds(90)));
    running.passesAfterALook(Duration.ofMinutes(2));

    Delivery delivery = awaitDelivery(Outcome.DELIVERED);
    assertThat(delivery.alerts().values())
        .extracting(Delivery.Event::state)
        .containsExactly(AlertState.RESOLVED);
  }

  @Test
  void onlyTheNewestStateIsTold() {
    receiver.always(500);
    running.led(firing("a"));
    running.passesAfterALook(Duration.ofSeconds(1));
    awaitCalls(1);
    receiver.always(200);
    running.looks();

    running.led(resolved(firing("a"), START.plusSeconds(5)));
    running.passesAfterALook(Duration.ofMinutes(2));

    awaitDelivery(Outcome.DELIVERED);
    running.looks();
    assertThat(receiver.calls().stream().map(Call::status).distinct())
        .containsExactly("firing", "resolved");
    assertThat(receiver.calls().getLast().status()).isEqualTo("resolved");
    assertThat(log.recent()).hasSize(1);
    assertThat(running.metrics()).contains("reason=\"superseded\"} 1.0");
  }

  @Test
  void whatIsRefusedIsTriedAgainEveryFiveMinutes() {
    receiver.always(400);
    running.led(firing("a"));
    running.passesAfterALook(Duration.ofSeconds(1));

    Delivery delivery = awaitDelivery(Outcome.REFUSED);

    assertThat(delivery.result().attempts()).isEqualTo(1);
    running.passesAfterALook(Duration.ofSeconds(299));
    running.looks();
    assertThat(receiver.calls()).hasSize(1);
    for (int count = 2; count <= 3; count++) {
      running.passesAfterALook(Duration.ofMinutes(5));
      awaitCalls(count);
    }
    running.looks();
    assertThat(receiver.calls()).hasSize(3);
  }

  @Test
  void aReceiverThatIsGoneIsNotCalledAgain() {
    receiver.always(410);
    running.led(firing("a"));
    running.passesAfterALook(Duration.ofSeconds(1));
    assertThat(awaitDelivery(Outcome.REFUSED).result().status()).isEqualTo(410);

    running.led(firing("b"));
    running.passesAfterALook(Duration.ofHours(5));

    await().untilAsserted(() -> assertThat(log.recent()).hasSize(2));
    assertThat(receiver.calls()).hasSize(1);
    assertThat(log.recent().getFirst().result().attempts()).isZero();
  }

  @Test
  void twoDispatchersTellTheSameWithTheSameId() {
    InMemoryToldLog other = new InMemoryToldLog();
    try (var second = new RunningDispatcher(Configs.webhook(receiver.url()), other)) {
      running.led(firing("a"));
      second.led(firing("a"));
      running.passesAfterALook(Duration.ofSeconds(1));
      second.passesAfterALook(Duration.ofSeconds(30));

      assertThat(awaitCalls(2).stream().map(Call::id).distinct()).hasSize(1);
    }
  }

  @Test
  void whatNobodyHereEvaluatesAnyMoreIsNotTold() {
    receiver.always(500);
    running.led(firing("a"));
    running.passesAfterALook(Duration.ofSeconds(1));
    awaitCalls(1);
    running.looks();

    running.led();
    running.passesAfterALook(Duration.ofHours(5));
    running.looks();

    assertThat(receiver.calls()).hasSize(1);
    assertThat(running.metrics()).contains("reason=\"not-led\"} 1.0");
    Delivery delivery = awaitDelivery(Outcome.HANDED_OVER);
    assertThat(delivery.result().attempts()).isEqualTo(1);
    assertThat(delivery.result().problem()).isEqualTo("answered 500: ok");
    assertThat(delivery.id()).isEqualTo(receiver.calls().getFirst().id());
  }

  @Test
  void onlyWhatMatchesIsTold() {
    NotifyConfig config =
        Configs.with(
            Configs.nobody(),
            new WebhookConfig(
                Optional.of(Secret.of(receiver.url().toString())),
                Optional.empty(),
                Optional.empty(),
                List.of("severity=page", "service=~b|c")));
    try (var picky = new RunningDispatcher(config, new InMemoryToldLog())) {
      picky.led(firing("a"), firing("b"));
      picky.passesAfterALook(Duration.ofSeconds(1));

      Call call = awaitCalls(1).getFirst();
      assertThat(call.json().at("/groupLabels/service").asString()).isEqualTo("b");
      assertThat(call.headers()).doesNotContainKey("webhook-signature");
      picky.looks();
      assertThat(receiver.calls()).hasSize(1);
    }
  }

  private void toldOf(Alert alert) {
    running.led(alert);
    running.passesAfterALook(Duration.ofSeconds(1));
    awaitDelivery(Outcome.DELIVERED);
  }

  private List<String> delivered() {
    return log.recent().stream()
        .filter(one -> one.result().outcome() == Outcome.DELIVERED)
        .map(Delivery::id)
        .toList();
  }

  private List<Call> awaitCalls(int count) {
    await().untilAsserted(() -> assertThat(receiver.calls()).hasSizeGreaterThanOrEqualTo(count));
    return receiver.calls();
  }

  private Delivery awaitDelivery(Outcome outcome) {
    await()
        .untilAsserted(() ->
            assertThat(log.recent()).extracting(one -> one.result().outcome()).contains(outcome));
    return log.recent().stream()
        .filter(one -> one.result().outcome() == outcome)
        .findFirst()
        .orElseThrow();
  }
}

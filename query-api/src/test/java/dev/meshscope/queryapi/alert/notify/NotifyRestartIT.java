package dev.meshscope.queryapi.alert.notify;

import static dev.meshscope.queryapi.alert.notify.SampleAlerts.START;
import static dev.meshscope.queryapi.alert.notify.SampleAlerts.firing;
import static dev.meshscope.queryapi.alert.notify.SampleAlerts.resolved;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshscope.embedded.EmbeddedKafka;
import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.Broker;
import dev.meshscope.queryapi.alert.notify.Delivery.Outcome;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was told outlives the process, in a real broker; also while that is away. */
@Tag("broker")
final class NotifyRestartIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir private Path directory;
  private EmbeddedKafka kafka;
  private RecordingReceiver receiver;

  @BeforeEach
  void start() throws Exception {
    kafka = Broker.start(directory.resolve("broker"), 0);
    Broker.createTopics(kafka.bootstrapServers());
    receiver = new RecordingReceiver();
  }

  @AfterEach
  void stop() {
    receiver.close();
    kafka.close();
  }

  @Test
  void nothingIsToldTwiceAndNothingIsForgotten() {
    Alert told = firing("told");
    try (Copy first = new Copy()) {
      first.tells(told);
      awaitCalls(1);
      receiver.always(500);
      first.tells(told, firing("untold"));
      awaitCalls(2);
    }
    receiver.always(200);
    int before = receiver.calls().size();

    try (Copy second = new Copy()) {
      second.tells(told, firing("untold"));
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(second.deliveries.recent()).hasSize(2));
      second.dispatcher.looks();

      assertThat(receiver.calls()).hasSize(before + 1);
      assertThat(receiver.calls().getLast().json().at("/groupLabels/service").asString())
          .isEqualTo("untold");
      assertThat(receiver.calls().getLast().id()).isEqualTo(receiver.calls().get(before - 1).id());
    }
  }

  @Test
  void theEndIsToldByWhoeverTakesOver() {
    Alert alert = firing("a");
    try (Copy first = new Copy();
        Copy second = new Copy()) {
      first.tells(alert);
      awaitCalls(1);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(second.deliveries.recent()).hasSize(1));
      first.dispatcher.led();

      second.tells(resolved(alert, START.plusSeconds(30)));
      second.dispatcher.passes(Duration.ofMinutes(2));

      awaitCalls(2);
      assertThat(receiver.calls().getLast().status()).isEqualTo("resolved");
    }
  }

  @Test
  void aFailureIsSeenByEverybody() {
    receiver.always(400);
    try (Copy first = new Copy();
        Copy second = new Copy()) {
      first.tells(firing("a"));

      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(second.deliveries.recent()).hasSize(1));
      assertThat(second.deliveries.recent()).isEqualTo(first.deliveries.recent());
      assertThat(second.deliveries.recent().getFirst().result().outcome())
          .isEqualTo(Outcome.REFUSED);
    }
  }

  @Test
  void whileKafkaIsAwayItIsToldAndWrittenDownLater() throws Exception {
    int port = kafka.port();
    try (Copy first = new Copy()) {
      first.tells(firing("a"));
      awaitCalls(1);
      kafka.close();
      first.tells(firing("a"), firing("b"));
      awaitCalls(2);
      kafka = Broker.start(directory.resolve("broker"), port);

      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> {
            try (Copy second = new Copy()) {
              second.awaitRead();
              assertThat(second.deliveries.recent()).hasSize(2);
            }
          });
      assertThat(first.deliveries.recent()).hasSize(2);
    }
  }

  @Test
  void recordsOfOthersArePassedOver() {
    try (Copy other = new Copy("other")) {
      other.tells(firing("a"));
      awaitCalls(1);
    }
    try (Copy ours = new Copy()) {
      ours.awaitRead();
      assertThat(ours.deliveries.recent()).isEmpty();
      ours.tells(firing("a"));
      awaitCalls(2);
      assertThat(receiver.calls().getFirst().id()).isNotEqualTo(receiver.calls().getLast().id());
    }
  }

  private void awaitCalls(int count) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(receiver.calls()).hasSizeGreaterThanOrEqualTo(count));
  }

  /** What one query-api has of this. */
  private final class Copy implements AutoCloseable {
    private final Telemetry telemetry = Telemetry.create("query-api", Map.of());
    private final DeliveryLog deliveries;
    private final RunningDispatcher dispatcher;

    Copy() {
      this("default");
    }

    Copy(String tenant) {
      var place = new DeliveryLog.Place(kafka.bootstrapServers(), tenant);
      deliveries = new DeliveryLog(place, Configs.nobody(), telemetry);
      deliveries.start();
      dispatcher = new RunningDispatcher(Configs.webhook(receiver.url()), deliveries.told());
    }

    void awaitRead() {
      await().atMost(PATIENCE).until(deliveries.told()::isRead);
    }

    /** These are true from now on, and have waited long enough for others. */
    void tells(Alert... alerts) {
      awaitRead();
      dispatcher.led(alerts);
      dispatcher.passesAfterALook(SECOND);
    }

    @Override
    public void close() {
      dispatcher.close();
      deliveries.close();
      telemetry.close();
    }
  }
}

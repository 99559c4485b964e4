package dev.meshscope.queryapi.alert.evaluate;

import static dev.meshscope.queryapi.alert.evaluate.Rules.at;
import static dev.meshscope.queryapi.alert.evaluate.Rules.group;
import static dev.meshscope.queryapi.alert.evaluate.Rules.rule;
import static dev.meshscope.queryapi.alert.evaluate.Rules.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshscope.embedded.EmbeddedKafka;
import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertBook;
import dev.meshscope.queryapi.alert.AlertState;
import dev.meshscope.queryapi.alert.Broker;
import dev.meshscope.queryapi.alert.notify.DeliveryLog;
import dev.meshscope.queryapi.alert.notify.Dispatcher;
import dev.meshscope.queryapi.alert.notify.NotifyConfig;
import dev.meshscope.queryapi.alert.notify.RecordingReceiver;
import dev.meshscope.queryapi.alert.rule.RuleSet;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two that both believe to lead, with a dispatcher each: what they tell twice has one id, and what
 * is over does not begin again.
 */
@Tag("broker")
final class TwoLeadersIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final RuleSet RULES = set(group("g", rule("r", 0, 0)));

  /** When things are told; evaluation has clocks of its own. */
  private final AtomicReference<Instant> wallClock = new AtomicReference<>(at(0));

  @TempDir private Path directory;
  private EmbeddedKafka kafka;
  private RecordingReceiver receiver;

  @BeforeEach
  void start() throws Exception {
    kafka = Broker.start(directory, 0);
    Broker.createTopics(kafka.bootstrapServers());
    receiver = new RecordingReceiver();
  }

  @AfterEach
  void stop() {
    receiver.close();
    kafka.close();
  }

  @Test
  void whatBothTellHasOneId() {
    receiver.always(503);
    try (Copy old = new Copy()) {
      old.judge.scripts.put("r", _ -> true);
      until(() -> old.isTold(AlertState.FIRING));
      try (Copy successor = new Copy()) {
        successor.judge.scripts.put("r", _ -> true);
        successor.now.set(at(5));
        until(() -> successor.isTold(AlertState.FIRING));
        assertThat(old.isTold(AlertState.FIRING)).as("it knows nothing yet").isTrue();
        int before = receiver.calls().size();
        until(() -> receiver.calls().size() > before + 3);
        receiver.always(200);
        until(() -> !old.deliveries.recent().isEmpty() && !successor.deliveries.recent().isEmpty());
        old.looks();
        successor.looks();

        assertThat(ids("firing")).hasSize(1);
        assertThat(accepted("firing")).isBetween(1L, 2L);
      }
    }
  }

  @Test
  void whatIsOverDoesNotBeginAgain() {
    try (Copy old = new Copy()) {
      old.judge.scripts.put("r", _ -> true);
      until(() -> accepted("firing") == 1);
      try (Copy successor = new Copy()) {
        successor.now.set(at(5));
        until(() -> successor.isTold(AlertState.RESOLVED));
        assertThat(old.isTold(AlertState.FIRING)).as("it knows nothing yet").isTrue();
        until(() -> accepted("resolved") == 1);
        until(() -> old.deliveries.recent().size() == 2);
        old.looks();
        successor.looks();

        assertThat(ids("firing")).hasSize(1);
        assertThat(ids("resolved")).hasSize(1);
        assertThat(accepted("firing")).isEqualTo(1);
        assertThat(receiver.calls().getLast().status()).isEqualTo("resolved");
      }
    }
  }

  private List<String> ids(String status) {
    return receiver.calls().stream()
        .filter(call -> call.status().equals(status))
        .map(RecordingReceiver.Call::id)
        .distinct()
        .toList();
  }

  private long accepted(String status) {
    return receiver.calls().stream()
        .filter(call -> call.status().equals(status) && call.answer() == 200)
        .count();
  }

  /** Time passes for those who tell, so that nothing waits for more to come. */
  private void until(Callable<Boolean> condition) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> {
          wallClock.updateAndGet(now -> now.plusMillis(500));
          return condition.call();
        });
  }

  /** What one query-api has of this, which always thinks to lead. */
  private final class Copy implements AutoCloseable {
    private final AtomicReference<Instant> now = new AtomicReference<>(at(0));
    private final ScriptedJudge judge = new ScriptedJudge(1);
    private final AtomicInteger looks = new AtomicInteger();
    private final Telemetry telemetry = Telemetry.create("query-api", Map.of());
    private final RunningEvaluator running;
    private final DeliveryLog deliveries;
    private final Dispatcher dispatcher;

    Copy() {
      var place = new Evaluator.Place(kafka.bootstrapServers(), "default");
      running = RunningEvaluator.ofEverything(place, now::get, judge, RULES);
      var config = NotifyConfig.defaults().orAt(receiver.url());
      deliveries =
          new DeliveryLog(
              new DeliveryLog.Place(kafka.bootstrapServers(), "default"), config, telemetry);
      deliveries.start();
      dispatcher =
          new Dispatcher(
              config,
              book(),
              deliveries,
              new Dispatcher.Surroundings(wallClock::get, new Random(1), telemetry));
      dispatcher.start();
    }

    /** Whether that is what it would tell. */
    boolean isTold(AlertState state) {
      return running.led("r").filter(alert -> alert.state() == state).isPresent();
    }

    /** Returns when it has compared what is true with what was told, and had time to tell. */
    void looks() {
      int before = looks.get();
      until(() -> looks.get() > before + 3);
    }

    private AlertBook book() {
      return new AlertBook() {
        @Override
        public List<Alert> all() {
          return running.evaluator.all();
        }

        @Override
        public List<Alert> led() {
          looks.incrementAndGet();
          return running.evaluator.led();
        }
      };
    }

    @Override
    public void close() {
      dispatcher.close();
      deliveries.close();
      running.close();
      telemetry.close();
    }
  }
}

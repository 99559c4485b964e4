package dev.meshscope.queryapi.alert.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.meshscope.queryapi.alert.Alert;
import dev.meshscope.queryapi.alert.AlertBook;
import dev.meshscope.runtime.telemetry.Telemetry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A dispatcher that looks often, with a clock and a book in the hands of the test. */
final class RunningDispatcher implements AutoCloseable {
  private static final Duration TICK = Duration.ofMillis(5);

  private volatile Instant now = SampleAlerts.START;
  private volatile List<Alert> led = List.of();
  private volatile List<Alert> ledElsewhere = List.of();
  private final AtomicInteger looks = new AtomicInteger();
  private final Telemetry telemetry = Telemetry.create("query-api", Map.of());
  private final Dispatcher dispatcher;

  RunningDispatcher(NotifyConfig config, ToldLog log) {
    this(config, log, TICK);
  }

  /** One that looks so seldom, and finds these alerts at once. */
  RunningDispatcher(NotifyConfig config, ToldLog log, Duration tick, Alert... alerts) {
    led = List.of(alerts);
    AlertBook book =
        new AlertBook() {
          @Override
          public List<Alert> all() {
            return Stream.concat(led.stream(), ledElsewhere.stream()).toList();
          }

          @Override
          public List<Alert> led() {
            looks.incrementAndGet();
            return led;
          }
        };
    var surroundings = new Dispatcher.Surroundings(() -> now, new Random(1), telemetry);
    dispatcher = new Dispatcher(config, book, log, surroundings, tick);
    dispatcher.start();
  }

  /** What is true from now on. */
  void led(Alert... alerts) {
    led = List.of(alerts);
  }

  /** What other processes lead from now on. */
  void ledElsewhere(Alert... alerts) {
    ledElsewhere = List.of(alerts);
  }

  /** Returns when it has looked at what is true, twice at least. */
  void looks() {
    int before = looks.get();
    await().pollInterval(TICK).until(() -> looks.get() >= before + 3);
  }

  /** Time passes when whatever is on its way has arrived. */
  void passes(Duration time) {
    await().pollInterval(TICK).until(() -> dispatcher.inFlight() == 0);
    now = now.plus(time);
  }

  /** It sees what is true, and then time passes. */
  void passesAfterALook(Duration time) {
    looks();
    passes(time);
  }

  Instant now() {
    return now;
  }

  String health() {
    assertThat(dispatcher.check().isReady()).isTrue();
    return dispatcher.check().detail();
  }

  String metrics() {
    return telemetry.page("").body();
  }

  @Override
  public void close() {
    dispatcher.close();
    telemetry.close();
  }
}

package dev.meshscope.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.BindException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LifecycleTest {
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final Duration LONG = Duration.ofSeconds(20);

  private final List<String> events = new CopyOnWriteArrayList<>();
  private final CountDownLatch never = new CountDownLatch(1);
  private final Lifecycle lifecycle = with(LONG, LONG, LONG);

  @AfterEach
  void close() {
    never.countDown();
    lifecycle.close();
  }

  @Test
  void startsInOrderAndClosesInReverse() throws Exception {
    lifecycle.add(part("a"));
    lifecycle.add(part("b"));
    lifecycle.start();
    lifecycle.close();
    assertThat(events).containsExactly("start a", "start b", "close b", "close a");
  }

  @Test
  void closesOnce() throws Exception {
    lifecycle.add(part("a"));
    lifecycle.start();
    lifecycle.close();
    lifecycle.close();
    assertThat(events).containsExactly("start a", "close a");
  }

  @Test
  void closesWhatWasStartedWhenAPartFailsAndNamesIt() {
    lifecycle.add(part("a"));
    lifecycle.add(part("b")).onStart =
        () -> {
          throw new BindException("cannot listen on port 4317");
        };
    lifecycle.add(part("c"));
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(lifecycle::start)
        .withMessage(
            "test: part b could not start: cannot listen on port 4317;"
                + " stop what holds the port or configure another one");
    assertThat(events).containsExactly("start a", "start b", "close b", "close a");
  }

  @Test
  void advisesWhenAServerWithItsOwnSocketsMeetsATakenPort() {
    lifecycle.add(part("a")).onStart =
        () -> {
          throw new IOException(
              "cannot bind to port 4317",
              new IOException("bind(..) failed with error(-98): Address already in use"));
        };
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(lifecycle::start)
        .withMessageEndingWith(
            "cannot bind to port 4317; stop what holds the port or configure another one");
  }

  @Test
  void saysWhatFailedAlsoWithoutAMessage() {
    lifecycle.add(part("a")).onStart =
        () -> {
          throw new IllegalStateException();
        };
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(lifecycle::start)
        .withMessageContaining("part a could not start: java.lang.IllegalStateException");
  }

  @Test
  void givesUpOnAPartThatDoesNotStartInTime() {
    var impatient = with(SHORT, LONG, LONG);
    impatient.add(part("slow")).onStart = never::await;
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(impatient::start)
        .withMessageContaining("part slow did not start within PT0.05S");
    assertThat(events).containsExactly("start slow", "close slow");
  }

  @Test
  void leavesBehindAPartThatDoesNotCloseInTime() throws Exception {
    var impatient = with(LONG, SHORT, LONG);
    impatient.add(part("a"));
    impatient.add(part("stuck")).onClose = this::hang;
    impatient.start();
    impatient.close();
    assertThat(events).endsWith("close stuck", "close a");
  }

  @Test
  void boundsTheWholeClose() throws Exception {
    var impatient = with(LONG, LONG, SHORT);
    impatient.add(part("a")).onClose = this::hang;
    impatient.add(part("b")).onClose = this::hang;
    impatient.start();
    impatient.close(); // the timeout of this class is what it would run into
    assertThat(events).contains("close b");
  }

  @Test
  void closesTheOthersWhenOneFailsToClose() throws Exception {
    lifecycle.add(part("a"));
    lifecycle.add(part("b")).onClose =
        () -> {
          throw new IllegalStateException("closing b");
        };
    lifecycle.start();
    lifecycle.close();
    assertThat(events).endsWith("close b", "close a");
  }

  @Test
  void endsWithAFailureWhenAPartDies() throws Exception {
    var part = lifecycle.add(part("worker"));
    lifecycle.start();
    part.health = Health.dead("its thread ended");
    assertThat(lifecycle.awaitStop()).contains("part worker is dead: its thread ended");
    assertThat(events).containsExactly("start worker", "close worker");
  }

  @Test
  void takesAPartWhoseCheckThrowsForDead() throws Exception {
    lifecycle.add(new ThrowingPart());
    lifecycle.start();
    assertThat(lifecycle.awaitStop()).get().asString().contains("its check failed");
  }

  @Test
  void endsWithoutAFailureWhenAsked() throws Exception {
    lifecycle.add(part("a"));
    lifecycle.start();
    lifecycle.requestStop();
    assertThat(lifecycle.awaitStop()).isEmpty();
  }

  @Test
  void keepsTheFirstReasonToStop() throws Exception {
    lifecycle.start();
    lifecycle.fail("first");
    lifecycle.fail("second");
    lifecycle.requestStop();
    assertThat(lifecycle.awaitStop()).contains("first");
  }

  @Test
  void letsAPartThatIsNotReadyLive() throws Exception {
    lifecycle.add(part("store")).health = Health.notReady("engine away");
    lifecycle.start();
    assertThat(lifecycle.check())
        .containsExactly(new PartHealth("store", Health.notReady("engine away")));
  }

  @Test
  void isNotReadyBeforeTheStartDuringItAndAfterTheEnd() throws Exception {
    var part = lifecycle.add(part("a"));
    lifecycle.add(part("b")).onStart = never::await;
    assertThat(lifecycle.check()).extracting(PartHealth::part).contains("lifecycle");
    var starter =
        Thread.ofVirtual()
            .start(() -> {
              try {
                lifecycle.start();
              } catch (StartException | InterruptedException e) {
                events.add(Objects.requireNonNull(e.getMessage()));
              }
            });
    await().until(() -> events.contains("start b"));
    assertThat(lifecycle.check())
        .contains(new PartHealth("lifecycle", Health.notReady("starting")))
        .contains(new PartHealth(part.name(), part.health));
    never.countDown();
    starter.join();
    assertThat(lifecycle.check()).allMatch(one -> one.health().isReady());
    lifecycle.close();
    assertThat(lifecycle.check())
        .contains(new PartHealth("lifecycle", Health.notReady("stopping")));
  }

  @Test
  void stopsInTheMiddleOfTheStartWithoutAFailure() throws Exception {
    var started = new CountDownLatch(1);
    lifecycle.add(part("a")).onStart = started::await;
    lifecycle.add(part("b"));
    var starter = startInBackground(lifecycle);
    await().until(() -> events.contains("start a"));
    var closer = Thread.ofVirtual().start(lifecycle::close);
    await().until(() -> lifecycle.check().getFirst().health().detail().equals("stopping"));
    assertThat(events).containsExactly("start a"); // it may end what it began
    started.countDown();
    starter.join();
    closer.join();
    assertThat(events).containsExactlyInAnyOrder("start a", "close a", "returned");
  }

  @Test
  void aFailureToStartWhatIsStoppedAnywayIsNone() throws Exception {
    var started = new CountDownLatch(1);
    lifecycle.add(part("a")).onStart =
        () -> {
          started.await();
          throw new IllegalStateException("Shutdown in progress");
        };
    var starter = startInBackground(lifecycle);
    await().until(() -> events.contains("start a"));
    var closer = Thread.ofVirtual().start(lifecycle::close);
    await().until(() -> lifecycle.check().getFirst().health().detail().equals("stopping"));
    started.countDown();
    starter.join();
    closer.join();
    assertThat(events).containsExactlyInAnyOrder("start a", "close a", "returned");
  }

  @Test
  void interruptsAPartThatDoesNotStopStarting() throws Exception {
    var impatient = with(LONG, SHORT, LONG);
    impatient.add(part("a")).onStart = never::await;
    var starter = startInBackground(impatient);
    await().until(() -> events.contains("start a"));
    impatient.close();
    starter.join();
    assertThat(events).containsExactlyInAnyOrder("start a", "close a", "returned");
  }

  @Test
  void refusesPartsAfterTheStart() throws Exception {
    lifecycle.start();
    assertThatIllegalStateException().isThrownBy(() -> lifecycle.add(part("late")));
  }

  /** Writes down how it ended. */
  private Thread startInBackground(Lifecycle starting) {
    return Thread.ofVirtual()
        .start(() -> {
          try {
            starting.start();
            events.add("returned");
          } catch (StartException | InterruptedException e) {
            events.add(e.toString());
          }
        });
  }

  private RecordingPart part(String name) {
    return new RecordingPart(name, events);
  }

  private void hang() {
    try {
      never.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Lifecycle with(Duration start, Duration close, Duration closeAll) {
    return new Lifecycle(
        "test", new Lifecycle.Deadlines(start, close, closeAll, Duration.ofMillis(5)));
  }

  private static final class ThrowingPart implements Part {
    @Override
    public String name() {
      return "broken";
    }

    @Override
    public void start() {}

    @Override
    public Health check() {
      throw new IllegalStateException("no state");
    }

    @Override
    public void close() {}
  }
}

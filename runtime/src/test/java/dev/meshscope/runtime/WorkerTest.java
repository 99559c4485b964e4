package dev.meshscope.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class WorkerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Test
  void tellsWhatItDiedOf() {
    Error death = new AssertionError("for a test");
    Worker worker =
        Worker.start(
            "w",
            () -> {
              throw death;
            });

    worker.end(PATIENCE);

    assertThat(worker.death()).contains(death);
  }

  @Test
  void isNotDeadWhenItIsDone() {
    Worker worker = Worker.start("w", () -> {});

    worker.end(PATIENCE);

    assertThat(worker.death()).isEmpty();
  }

  @Test
  void isInterruptedWhenItDoesNotEnd() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    AtomicBoolean wasInterrupted = new AtomicBoolean();
    Worker worker =
        Worker.start(
            "w",
            () -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                wasInterrupted.set(true);
              }
              ended.countDown();
            });

    worker.end(Duration.ZERO);
    ended.await();

    assertThat(wasInterrupted).isTrue();
    assertThat(worker.death()).isEmpty();
  }
}

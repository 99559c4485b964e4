package dev.meshscope.collector.publish;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meshscope.collector.publish.TestLane.Published;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.junit.jupiter.api.Test;

class LaneTest {
  private static final Duration NEVER = Duration.ofMinutes(1);
  private static final long PATIENCE_SECONDS = 30;

  private final AtomicLong nowMicros = new AtomicLong(1_000);
  private final InstantSource clock = () -> Instant.ofEpochSecond(0, nowMicros.get() * 1_000);
  private final TestLane lane = new TestLane(NEVER, clock);

  @Test
  void claimsNothingBeyondTheArrivalOfAMessageThatWaitsForRoom() throws Exception {
    try (Lane.Visit visit = lane.lane.enter()) {
      fill(visit);
      nowMicros.set(9_000);
      lane.start();
      TestLane.write(visit, 5); // waits until the first batch is closed
    }
    lane.stop();

    Published first = next();
    assertThat(first.header().sentThroughMicros()).isEqualTo(1_000);
    assertThat(first.numbers()).containsExactly(0L, 1L, 2L, 3L, 4L);
    Published last = next();
    assertThat(last.header().sentThroughMicros()).isEqualTo(9_000);
    assertThat(last.header().sequence()).isEqualTo(1);
    assertThat(last.numbers()).containsExactly(5L);
  }

  @Test
  void closesABatchThatIsNotFullAfterItsLinger() throws Exception {
    TestLane quick = new TestLane(Duration.ofMillis(1), clock);
    quick.start();
    try (Lane.Visit visit = quick.lane.enter()) {
      TestLane.write(visit, 7);
    }
    assertThat(next(quick).numbers()).containsExactly(7L);
    quick.stop();
  }

  @Test
  void acknowledgesAMessageWhenKafkaHasAllItsBatches() throws Exception {
    lane.start();
    CompletableFuture<Void> acknowledged = writeTwelve();
    lane.stop();
    List<Published> batches = List.of(next(), next(), next());

    batches.get(2).acknowledged().complete(null);
    batches.get(0).acknowledged().complete(null);
    assertThat(acknowledged).isNotDone();
    batches.get(1).acknowledged().complete(null);
    assertThat(acknowledged).isCompleted();
  }

  @Test
  void failsAMessageOfWhichKafkaRefusesABatch() throws Exception {
    lane.start();
    CompletableFuture<Void> acknowledged = writeTwelve();
    lane.stop();

    next().acknowledged().complete(null);
    next().acknowledged().completeExceptionally(new RecordTooLargeException());
    next().acknowledged().complete(null);
    assertThatThrownBy(acknowledged::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(RecordTooLargeException.class);
  }

  @Test
  void acknowledgesAMessageWithoutReportsAtOnce() throws Exception {
    try (Lane.Visit visit = lane.lane.enter()) {
      assertThat(visit.acknowledged()).isCompleted();
    }
  }

  @Test
  void tellsAMessageThatWaitsThatThereWillBeNoRoom() throws Exception {
    try (Lane.Visit visit = lane.lane.enter()) {
      fill(visit);
      lane.lane.stop(); // nobody closes the batch
      assertThatThrownBy(() -> TestLane.write(visit, 5))
          .isInstanceOf(PublisherClosedException.class);
    }
    lane.start();
    lane.stop();
    assertThat(next().numbers()).hasSize(TestLane.ROWS_MAX);
    assertThatThrownBy(lane.lane::enter).isInstanceOf(PublisherClosedException.class);
  }

  @Test
  void saysHowFarItWentWhenItStopsWithoutAReport() throws Exception {
    lane.start();
    lane.stop();

    assertThat(next().header().sentThroughMicros()).isEqualTo(1_000);
    assertThat(lane.published).isEmpty();
  }

  private CompletableFuture<Void> writeTwelve() throws Exception {
    try (Lane.Visit visit = lane.lane.enter()) {
      for (int number = 0; number < 12; number++) {
        TestLane.write(visit, number);
      }
      return visit.acknowledged();
    }
  }

  private static void fill(Lane.Visit visit) throws Exception {
    for (int number = 0; number < TestLane.ROWS_MAX; number++) {
      TestLane.write(visit, number);
    }
  }

  private Published next() throws InterruptedException {
    return next(lane);
  }

  private static Published next(TestLane lane) throws InterruptedException {
    return requireNonNull(lane.published.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "no batch came");
  }
}

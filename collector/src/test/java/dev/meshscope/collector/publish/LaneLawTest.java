package dev.meshscope.collector.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.meshscope.collector.publish.TestLane.Published;
import dev.meshscope.collector.publish.TestLane.Report;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * However messages and batches come between each other: what was received before a batch's {@code
 * sentThrough} is in that batch or an earlier one, each report is in one batch, and a stop loses
 * nothing that was written.
 */
class LaneLawTest {
  private static final int RUNS = 20;
  private static final int WRITERS = 4;
  private static final int MESSAGES = 60;
  private static final int REPORTS_MAX = 3 * TestLane.ROWS_MAX;

  /** Every look at the clock sees another time, so that no two arrivals are the same. */
  private final AtomicLong nowMicros = new AtomicLong();

  private final InstantSource clock =
      () -> Instant.ofEpochSecond(0, nowMicros.incrementAndGet() * 1_000);

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void claimsOnlyWhatItHasSent(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    for (int run = 0; run < RUNS; run++) {
      TestLane lane = new TestLane(Duration.ofMillis(1 + random.nextInt(2)), clock);
      List<Report> written = write(lane, random);

      assertThat(lane.published.stream().flatMap(batch -> batch.reports().stream()))
          .as("run %d", run)
          .containsExactlyInAnyOrderElementsOf(written);
      checkClaims(List.copyOf(lane.published));
    }
  }

  private static void checkClaims(List<Published> batches) {
    long claimed = Long.MIN_VALUE;
    for (int sequence = 0; sequence < batches.size(); sequence++) {
      Published batch = batches.get(sequence);
      assertThat(batch.header().sequence()).isEqualTo(sequence);
      assertThat(batch.reports()).hasSizeLessThanOrEqualTo(TestLane.ROWS_MAX);
      for (Report report : batch.reports()) {
        assertThat(report.arrivalMicros())
            .as("a report of batch %d beside what earlier ones claim", sequence)
            .isGreaterThanOrEqualTo(claimed);
      }
      assertThat(batch.header().sentThroughMicros()).isGreaterThanOrEqualTo(claimed);
      claimed = batch.header().sentThroughMicros();
    }
  }

  /** Writes from several threads until all have written all, or the lane stopped in between. */
  private static List<Report> write(TestLane lane, SplittableRandom random) throws Exception {
    CyclicBarrier start = new CyclicBarrier(WRITERS);
    List<Report> written = new ArrayList<>();
    boolean isStoppedEarly = random.nextBoolean();
    try (ExecutorService executor = Executors.newFixedThreadPool(WRITERS)) {
      List<Future<List<Report>>> writers = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        SplittableRandom own = random.split();
        writers.add(
            executor.submit(() -> {
              start.await();
              return writeMessages(lane.lane, own);
            }));
      }
      lane.start();
      if (isStoppedEarly) {
        lane.stop();
      }
      for (Future<List<Report>> writer : writers) {
        written.addAll(writer.get());
      }
    }
    lane.stop();
    return written;
  }

  private static List<Report> writeMessages(Lane lane, SplittableRandom random)
      throws InterruptedException {
    List<Report> written = new ArrayList<>();
    try {
      for (int message = 0; message < MESSAGES; message++) {
        int reports = random.nextInt(REPORTS_MAX);
        try (Lane.Visit visit = lane.enter()) {
          for (int i = 0; i < reports; i++) {
            int number = random.nextInt(Integer.MAX_VALUE);
            TestLane.write(visit, number);
            written.add(new Report(visit.arrivalMicros(), number));
          }
        }
      }
    } catch (PublisherClosedException e) {
      return written; // the lane stopped: what was written until now counts
    }
    return written;
  }
}

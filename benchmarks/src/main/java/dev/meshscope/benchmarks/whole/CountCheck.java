package dev.meshscope.benchmarks.whole;

import dev.meshscope.model.Reporter;
import dev.meshscope.model.TrafficClass;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.JsonNode;

/** Asks the API what was counted, until it is all that was sent. */
final class CountCheck {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final Duration PAUSE = Duration.ofMillis(500);

  /** Longer than it takes to store what is under way: something might be counted twice. */
  private static final Duration SETTLE = Duration.ofSeconds(5);

  private final Api api;
  private final Instant from;

  /**
   * @param from nothing ended before it
   */
  CountCheck(Api api, Instant from) {
    this.api = api;
    this.from = from;
  }

  /** What the answers count once they count this or the time is up, and have settled. */
  TrafficCounts await(TrafficCounts sent) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!sent.differences(answered()).isEmpty() && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    long settled = System.nanoTime() + SETTLE.toNanos();
    while (System.nanoTime() - settled < 0) {
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return answered();
  }

  private TrafficCounts answered() throws IOException, InterruptedException {
    TrafficCounts counts = new TrafficCounts();
    for (Reporter reporter : List.of(Reporter.SOURCE, Reporter.DESTINATION)) {
      for (TrafficClass trafficClass : TrafficClass.values()) {
        TrafficCounts.View view = new TrafficCounts.View(reporter.text(), trafficClass.text());
        JsonNode answer =
            api.get(
                "/api/v1/topology?from=%s&reporter=%s&class=%s"
                    .formatted(from, view.reporter(), view.trafficClass()));
        counts.add(view, answer);
      }
    }
    return counts;
  }
}

package dev.meshscope.standalone;

import dev.meshscope.runtime.Health;
import dev.meshscope.runtime.Part;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import tools.jackson.databind.JsonNode;

/** Says every now and then how much has been seen and how fresh the answer is. */
final class StatusLine implements Part {
  private static final String QUESTION = "/api/v1/topology?from=now-1m&class=all";

  private final Terminal terminal;
  private final ApiClient api;
  private final LongSupplier requestsSeen;
  private final Duration interval;
  private final InstantSource clock;
  private final CountDownLatch closed = new CountDownLatch(1);

  StatusLine(Terminal terminal, ApiClient api, LongSupplier requestsSeen, Duration interval) {
    this.terminal = terminal;
    this.api = api;
    this.requestsSeen = requestsSeen;
    this.interval = interval;
    this.clock = InstantSource.system();
  }

  @Override
  public String name() {
    return "status-line";
  }

  @Override
  public void start() {
    Thread.ofVirtual().name("status-line").start(this::run);
  }

  @Override
  public Health check() {
    return Health.ready("writes every " + interval.toMillis() + " ms");
  }

  @Override
  public void close() {
    closed.countDown();
    api.close();
  }

  private void run() {
    String last = "";
    try {
      while (!closed.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
        String line = line();
        if (terminal.isInteractive() || !line.equals(last)) {
          terminal.live(line);
        }
        last = line;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String line() throws InterruptedException {
    long seen = requestsSeen.getAsLong();
    try {
      JsonNode topology = api.get(QUESTION);
      return String.format(
          Locale.ROOT,
          "reports %,d · edges in the last minute %d · %s",
          seen,
          topology.path("edges").size(),
          lag(topology.path("completeness").path("freshThrough").asString("")));
    } catch (IOException e) {
      return String.format(Locale.ROOT, "reports %,d · no answer: %s", seen, e.getMessage());
    }
  }

  private String lag(String freshThrough) {
    if (freshThrough.isEmpty()) {
      return "nothing stored yet";
    }
    Duration lag = Duration.between(Instant.parse(freshThrough), clock.instant());
    return String.format(Locale.ROOT, "lag %.1f s", lag.toMillis() / 1000.0);
  }
}

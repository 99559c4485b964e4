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

/**
 * Says every now and then how much has been seen and how fresh the answer is. The graph is asked
 * for less often than the line is written, and not before there is something in it: a question
 * costs some 80 ms of CPU, which is 4 % of a core at every line.
 */
final class StatusLine implements Part {
  private static final String QUESTION = "/api/v1/topology?from=now-1m&class=all";
  private static final Duration QUESTION_INTERVAL = Duration.ofSeconds(10);

  private final Terminal terminal;
  private final ApiClient api;
  private final LongSupplier requestsSeen;
  private final Duration interval;
  private final InstantSource clock = InstantSource.system();
  private final CountDownLatch closed = new CountDownLatch(1);

  private final Instant from = clock.instant();

  /** What is written behind the reports; from the last answer. */
  private String answer = "nothing stored yet";

  private Instant asked = Instant.EPOCH;

  /** Whether anything was stored since the start; what an earlier run stored does not count. */
  private boolean hasBeenFresh;

  StatusLine(Terminal terminal, ApiClient api, LongSupplier requestsSeen, Duration interval) {
    this.terminal = terminal;
    this.api = api;
    this.requestsSeen = requestsSeen;
    this.interval = interval;
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
    if (seen == 0) {
      return "no reports yet";
    }
    long age = Duration.between(asked, clock.instant()).toSeconds();
    if (!hasBeenFresh || age >= QUESTION_INTERVAL.toSeconds()) {
      ask();
      age = 0;
    }
    String ago = age == 0 ? "" : " (" + age + " s ago)";
    return String.format(Locale.ROOT, "reports %,d · %s%s", seen, answer, ago);
  }

  /** Soon again until there is a first answer, which whoever has just started it waits for. */
  private void ask() throws InterruptedException {
    asked = clock.instant();
    try {
      JsonNode topology = api.get(QUESTION);
      String fresh = topology.path("completeness").path("freshThrough").asString("");
      Instant freshThrough = fresh.isEmpty() ? Instant.EPOCH : Instant.parse(fresh);
      hasBeenFresh |= freshThrough.isAfter(from);
      answer = "edges in the last minute " + topology.path("edges").size() + " · ";
      answer += lag(freshThrough);
    } catch (IOException e) {
      answer = "no answer: " + e.getMessage();
    }
  }

  private String lag(Instant freshThrough) {
    if (freshThrough.equals(Instant.EPOCH)) {
      return hasBeenFresh ? "no proxy is connected" : "nothing stored yet";
    }
    if (!freshThrough.isAfter(from)) {
      return "nothing stored since the start";
    }
    Duration lag = Duration.between(freshThrough, clock.instant());
    return String.format(Locale.ROOT, "lag %.1f s", lag.toMillis() / 1000.0);
  }
}

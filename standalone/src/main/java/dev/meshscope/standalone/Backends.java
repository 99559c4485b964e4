package dev.meshscope.standalone;

import dev.meshscope.embedded.EmbeddedClickHouse;
import dev.meshscope.embedded.EmbeddedKafka;
import dev.meshscope.embedded.EmbeddedStartException;
import dev.meshscope.runtime.Health;
import dev.meshscope.runtime.Part;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** The embedded broker and engine, started at the same time: neither waits for the other. */
final class Backends implements Part {
  private final EmbeddedKafka kafka;
  private final EmbeddedClickHouse clickHouse;

  Backends(EmbeddedKafka kafka, EmbeddedClickHouse clickHouse) {
    this.kafka = kafka;
    this.clickHouse = clickHouse;
  }

  @Override
  public String name() {
    return "backends";
  }

  @Override
  public void start() throws IOException, ExecutionException, InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> engine = threads.submit(clickHouse::start);
      kafka.start();
      engine.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof EmbeddedStartException cause) {
        throw expected(cause);
      }
      throw e;
    } catch (EmbeddedStartException e) {
      throw expected(e);
    }
  }

  /** What it says is about ports, directories and tools, and is meant for people. */
  private static IOException expected(EmbeddedStartException e) {
    return new IOException(e.getMessage(), e);
  }

  @Override
  public Health check() {
    return clickHouse
        .check()
        .map(problem -> Health.dead("ClickHouse engine: " + problem))
        .orElseGet(() -> Health.ready("broker and engine run"));
  }

  @Override
  public void close() {
    try {
      clickHouse.close();
    } finally {
      kafka.close();
    }
  }
}

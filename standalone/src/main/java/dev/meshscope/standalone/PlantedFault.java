package dev.meshscope.standalone;

import dev.meshscope.runtime.Health;
import dev.meshscope.runtime.Part;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Breaks the demo's reviews once, so that whoever looks sees an alert fire and resolve. */
final class PlantedFault implements Part {
  private static final Duration AFTER = Duration.ofSeconds(30);
  private static final Duration LENGTH = Duration.ofSeconds(60);

  private final DemoTraffic mesh;
  private final Terminal terminal;
  private final CountDownLatch closed = new CountDownLatch(1);

  PlantedFault(DemoTraffic mesh, Terminal terminal) {
    this.mesh = mesh;
    this.terminal = terminal;
  }

  @Override
  public String name() {
    return "planted-fault";
  }

  @Override
  public void start() {
    Thread.ofVirtual().name("planted-fault").start(this::run);
  }

  @Override
  public Health check() {
    return Health.ready("breaks reviews once");
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private void run() {
    try {
      if (closed.await(AFTER.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
      terminal.say(
          "Planted fault: reviews fail for " + LENGTH.toSeconds() + " s. An alert will fire.");
      mesh.breakReviews(LENGTH);
      if (closed.getCount() > 0) {
        terminal.say("The planted fault is over.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

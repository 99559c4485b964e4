package dev.meshscope.standalone;

import dev.meshscope.runtime.Health;
import dev.meshscope.runtime.Part;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says when everything is ready, where it is, and what to try first. Parts are ready some time
 * after they have started: before that, the lines to try would be answered with a problem.
 */
final class Greeting implements Part {
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(100);
  private static final double MILLIS_PER_SECOND = 1000;

  private final Terminal terminal;
  private final Invitation invitation;
  private final BooleanSupplier isReady;
  private @Nullable Thread waiting;

  /**
   * @param isReady whether all parts are
   */
  Greeting(Terminal terminal, Invitation invitation, BooleanSupplier isReady) {
    this.isReady = isReady;
    this.terminal = terminal;
    this.invitation = invitation;
  }

  @Override
  public String name() {
    return "greeting";
  }

  @Override
  public void start() {
    waiting = Thread.ofVirtual().name("greeting").start(this::greetWhenReady);
  }

  private void greetWhenReady() {
    try {
      while (!isReady.getAsBoolean()) {
        Thread.sleep(LOOK_INTERVAL);
      }
      greet();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // stopped before it was ready
    }
  }

  private void greet() {
    double seconds = ManagementFactory.getRuntimeMXBean().getUptime() / MILLIS_PER_SECOND;
    URI api = invitation.api();
    terminal.say(String.format(Locale.ROOT, "Meshscope is ready after %.1f s: %s", seconds, api));
    terminal.say("Open the service graph in a browser: " + api + "/");
    terminal.say(
        "Point the access log service (gRPC) of your Envoys at port "
            + invitation.grpcPort()
            + ".");
    terminal.say("Or ask:");
    for (String question : invitation.questions()) {
      terminal.say("  curl -s '" + api + question + "'");
    }
    terminal.say("Ctrl-C stops everything.");
  }

  @Override
  public Health check() {
    return Health.ready("greets when all is ready");
  }

  @Override
  public void close() {
    if (waiting != null) {
      waiting.interrupt();
    }
    terminal.say("Meshscope is stopping.");
  }

  /**
   * What a person is invited to.
   *
   * @param api where to ask
   * @param grpcPort where proxies report
   * @param questions paths with their queries, to try in this order
   */
  record Invitation(URI api, int grpcPort, List<String> questions) {
    Invitation {
      questions = List.copyOf(questions);
    }
  }
}

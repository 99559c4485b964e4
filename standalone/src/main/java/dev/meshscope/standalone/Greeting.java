package dev.meshscope.standalone;

import dev.meshscope.runtime.Health;
import dev.meshscope.runtime.Part;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.Locale;

/** Says when everything is ready, where it is, and what to try first. */
final class Greeting implements Part {
  private static final double MILLIS_PER_SECOND = 1000;

  private final Terminal terminal;
  private final URI api;
  private final int grpcPort;

  Greeting(Terminal terminal, URI api, int grpcPort) {
    this.terminal = terminal;
    this.api = api;
    this.grpcPort = grpcPort;
  }

  @Override
  public String name() {
    return "greeting";
  }

  @Override
  public void start() {
    double seconds = ManagementFactory.getRuntimeMXBean().getUptime() / MILLIS_PER_SECOND;
    terminal.say(String.format(Locale.ROOT, "Meshscope is ready after %.1f s: %s", seconds, api));
    terminal.say("Point the access log service (gRPC) of your Envoys at port " + grpcPort + ".");
    terminal.say("Try:");
    terminal.say("  curl -s '" + api + "/api/v1/topology?from=now-5m'");
    terminal.say("  curl -s '" + api + "/api/v1/services'");
    terminal.say(
        "  curl -s '" + api + "/api/v1/services/bookinfo/reviews/golden-signals?step=10s'");
    terminal.say("Ctrl-C stops everything.");
  }

  @Override
  public Health check() {
    return Health.ready("said");
  }

  @Override
  public void close() {
    terminal.say("Meshscope is stopping.");
  }
}

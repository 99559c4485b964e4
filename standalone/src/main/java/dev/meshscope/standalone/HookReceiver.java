package dev.meshscope.standalone;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.meshscope.runtime.Health;
import dev.meshscope.runtime.Part;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Somebody to be woken: takes the demo's webhook and says on the terminal what it was told. */
final class HookReceiver implements Part {
  private static final int BODY_MAX = 1 << 20;
  private static final int BACKLOG = 16;
  private static final int TAKEN = 204;
  private static final int NOT_UNDERSTOOD = 400;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Terminal terminal;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Takes a free port on loopback.
   *
   * @throws IOException when there is none
   */
  HookReceiver(Terminal terminal) throws IOException {
    this.terminal = terminal;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    server.setExecutor(threads);
    server.createContext("/", this::take);
  }

  /** Where to send. */
  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
  }

  @Override
  public String name() {
    return "hook-receiver";
  }

  @Override
  public void start() {
    server.start();
  }

  @Override
  public Health check() {
    return Health.ready("prints what it is told");
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readNBytes(BODY_MAX);
      exchange.sendResponseHeaders(tell(body) ? TAKEN : NOT_UNDERSTOOD, -1);
    }
  }

  private boolean tell(byte[] body) {
    try {
      for (JsonNode alert : JSON.readTree(body).path("alerts")) {
        terminal.say("hook: " + line(alert));
      }
      return true;
    } catch (JacksonException _) {
      return false;
    }
  }

  private static String line(JsonNode alert) {
    JsonNode labels = alert.path("labels");
    return "%s %s [%s] %s"
        .formatted(
            alert.path("status").asString(""),
            labels.path("alertname").asString(""),
            labels.path("severity").asString("no severity"),
            alert.path("annotations").path("summary").asString(""));
  }
}

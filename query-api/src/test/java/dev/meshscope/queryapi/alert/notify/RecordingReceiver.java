package dev.meshscope.queryapi.alert.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;

/** A real HTTP server that keeps what it gets; it answers 200 unless it was told something else. */
public final class RecordingReceiver implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
  private volatile Reply usual = new Reply(200, Map.of());

  /**
   * A call.
   *
   * @param headers lower-case names
   * @param body as it came
   * @param answer its status
   */
  public record Call(Map<String, String> headers, String body, int answer) {
    /** The body. */
    public JsonNode json() {
      return Bodies.read(body.getBytes(UTF_8));
    }

    /** Receivers tell retries by it; empty if there is none. */
    public String id() {
      return headers.getOrDefault("webhook-id", "");
    }

    /** Firing or resolved. */
    public String status() {
      return json().path("status").asString();
    }
  }

  private record Reply(int status, Map<String, String> headers) {}

  /** Starts it on a free port of this machine. */
  public RecordingReceiver() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Where it is. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
  }

  /** In the order in which they came. */
  public List<Call> calls() {
    return calls;
  }

  void next(int status, Map<String, String> headers) {
    replies.add(new Reply(status, headers));
  }

  /** What it answers from now on. */
  public void always(int status) {
    usual = new Reply(status, Map.of());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      Map<String, String> headers = new HashMap<>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
      Reply next = replies.poll();
      Reply reply = next == null ? usual : next;
      calls.add(new Call(Map.copyOf(headers), body, reply.status()));
      reply.headers().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
      byte[] text = "ok".getBytes(UTF_8);
      exchange.sendResponseHeaders(reply.status(), text.length);
      exchange.getResponseBody().write(text);
    }
  }
}

package dev.meshscope.testkit.mesh;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The application of one pod: an HTTP server on the pod's address that makes the calls of its
 * {@link App} through the pod's own sidecar and behaves as the request tells it to. A failed call
 * does not fail the answer, as in Bookinfo, so that each edge keeps its own result.
 */
final class Backend implements AutoCloseable {
  private static final int BACKLOG = 256;
  private static final String CONTENT_TYPE = "content-type";
  private static final String GRPC = "application/grpc";

  /** What a well-behaved application of a mesh sends along, and what steers this one. */
  private static final List<String> FORWARDED =
      List.of(
          "x-request-id",
          "traceparent",
          "tracestate",
          "b3",
          "x-b3-traceid",
          "x-b3-spanid",
          "x-b3-sampled",
          "user-agent",
          Scenario.HEADER,
          Behavior.HEADER);

  private final App app;
  private final HttpServer server;
  private final AppCalls calls;
  private final AtomicInteger calling = new AtomicInteger();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * @param clients lead to the pod's own sidecar; closed with the application
   */
  Backend(App app, InetSocketAddress address, AppClients clients) {
    this.app = app;
    calls = new AppCalls(app, clients);
    try {
      server = HttpServer.create(address, BACKLOG);
    } catch (IOException e) {
      throw MeshException.cannotListen(app.name(), address, e);
    }
    server.createContext("/", this::handle);
    server.setExecutor(executor);
    server.start();
  }

  /** Requests whose calls are not all over yet. A caller that left does not stop them. */
  int calling() {
    return calling.get() + calls.going();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Headers headers = exchange.getRequestHeaders();
      String attempt = headers.getFirst("x-envoy-attempt-count");
      Behavior behavior =
          Behavior.of(
              headers.getFirst(Behavior.HEADER),
              app.name(),
              attempt == null ? 1 : Integer.parseInt(attempt));
      switch (behavior) {
        case Behavior.Normal() -> serve(exchange, 0);
        case Behavior.Status(int code) -> answer(exchange, code, "failing as told");
        case Behavior.GrpcStatus(int status) -> answerGrpc(exchange, status);
        case Behavior.Slow(long millis) -> serve(exchange, millis);
        case Behavior.Close() -> {
          // Closing the exchange without an answer closes the connection.
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void serve(HttpExchange exchange, long waitMillis)
      throws IOException, InterruptedException {
    calling.incrementAndGet();
    List<String> results;
    try {
      results = calls.make(exchange.getRequestURI().getPath(), forwarded(exchange));
    } finally {
      calling.decrementAndGet();
    }
    Thread.sleep(waitMillis);
    String type = exchange.getRequestHeaders().getFirst(CONTENT_TYPE);
    if (GRPC.equals(type)) {
      answerGrpc(exchange, 0);
      return;
    }
    answer(exchange, 200, app.name() + " " + results);
  }

  private static Map<String, String> forwarded(HttpExchange exchange) {
    Map<String, String> headers = new HashMap<>();
    for (String name : FORWARDED) {
      String value = exchange.getRequestHeaders().getFirst(name);
      if (value != null) {
        headers.put(name, value);
      }
    }
    return headers;
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set(CONTENT_TYPE, "text/plain");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  /** Status in the headers and no body, which gRPC calls a trailers-only response. */
  private static void answerGrpc(HttpExchange exchange, int status) throws IOException {
    exchange.getResponseHeaders().set(CONTENT_TYPE, GRPC);
    exchange.getResponseHeaders().set("grpc-status", String.valueOf(status));
    exchange.sendResponseHeaders(200, -1);
  }

  @Override
  public void close() {
    server.stop(0);
    calls.close();
    executor.shutdownNow();
    executor.close();
  }
}

package dev.meshscope.testkit.mesh;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.meshscope.testkit.mesh.App.Call;
import dev.meshscope.testkit.mesh.App.GrpcCall;
import dev.meshscope.testkit.mesh.App.HttpCall;
import dev.meshscope.testkit.mesh.App.TcpCall;
import dev.meshscope.testkit.mesh.AppClient.Request;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The application of one pod: an HTTP server on the pod's address that makes the calls of its
 * {@link App} through the pod's own sidecar and behaves as the request tells it to. A failed call
 * does not fail the answer, as in Bookinfo, so that each edge keeps its own result.
 */
final class Backend implements AutoCloseable {
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(15);
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
  private final AppClient client;
  private final LineClient lines;
  private final AtomicInteger calling = new AtomicInteger();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * @param client leads to the pod's own sidecar
   */
  Backend(App app, InetSocketAddress address, AppClient client) {
    this.app = app;
    this.client = client;
    this.lines = new LineClient(address.getAddress());
    try {
      server = HttpServer.create(address, BACKLOG);
    } catch (IOException e) {
      throw new MeshException("cannot listen on " + address + " for " + app.name(), e);
    }
    server.createContext("/", this::handle);
    server.setExecutor(executor);
    server.start();
  }

  /** Requests whose calls are not all made yet. A caller that left does not stop them. */
  int calling() {
    return calling.get();
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
    String results;
    try {
      results = callAll(exchange);
    } finally {
      calling.decrementAndGet();
    }
    Thread.sleep(waitMillis);
    String type = exchange.getRequestHeaders().getFirst(CONTENT_TYPE);
    if (GRPC.equals(type)) {
      answerGrpc(exchange, 0);
      return;
    }
    answer(exchange, 200, results);
  }

  private String callAll(HttpExchange exchange) throws InterruptedException {
    List<String> results = new ArrayList<>();
    for (Call call : app.callsOf(exchange.getRequestURI().getPath())) {
      switch (call) {
        case HttpCall http -> results.addAll(request(http, forwarded(exchange)));
        case GrpcCall grpc -> results.add(requestOnce(grpc(grpc, forwarded(exchange))));
        case TcpCall(int port) -> results.add(lines.ask(port, "rating of 0?"));
      }
    }
    return app.name() + " " + results;
  }

  private List<String> request(HttpCall call, Map<String, String> headers)
      throws InterruptedException {
    Request request = new Request("GET", call.authority(), call.path(), headers);
    if (call.atOnce() == 1) {
      return List.of(requestOnce(request));
    }
    List<Future<String>> futures = new ArrayList<>();
    for (int i = 0; i < call.atOnce(); i++) {
      futures.add(executor.submit(() -> requestOnce(request)));
    }
    List<String> results = new ArrayList<>();
    for (Future<String> future : futures) {
      results.add(result(future));
    }
    return results;
  }

  private static Request grpc(GrpcCall call, Map<String, String> headers) {
    headers.put(CONTENT_TYPE, GRPC);
    headers.put("te", "trailers");
    return new Request("POST", call.authority(), call.path(), headers);
  }

  private static String result(Future<String> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a call cannot fail", e);
    }
  }

  private String requestOnce(Request request) throws InterruptedException {
    try {
      return request.authority() + " " + client.send(request, CALL_TIMEOUT);
    } catch (IOException e) {
      return request.authority() + " " + e.getMessage();
    }
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
    client.close();
    executor.shutdownNow();
    executor.close();
  }
}

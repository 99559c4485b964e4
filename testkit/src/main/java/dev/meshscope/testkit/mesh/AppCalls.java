package dev.meshscope.testkit.mesh;

import dev.meshscope.testkit.mesh.App.Call;
import dev.meshscope.testkit.mesh.App.GrpcCall;
import dev.meshscope.testkit.mesh.App.HttpCall;
import dev.meshscope.testkit.mesh.App.LongTcpCall;
import dev.meshscope.testkit.mesh.App.RpcCall;
import dev.meshscope.testkit.mesh.App.TcpCall;
import dev.meshscope.testkit.mesh.AppClient.Request;
import dev.meshscope.testkit.mesh.LineClient.Talk;
import java.io.IOException;
import java.net.InetSocketAddress;
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

/** Makes the calls of an {@link App} and says what came of each; no call can fail. */
final class AppCalls implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);
  private static final String QUESTION = "rating of 0?";

  /** Over three periods of the access log. */
  private static final Talk LONG_TALK = new Talk(35, Duration.ofMillis(200));

  private final App app;
  private final AppClients clients;
  private final AtomicInteger going = new AtomicInteger();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

  AppCalls(App app, AppClients clients) {
    this.app = app;
    this.clients = clients;
  }

  /** Connections that outlive the request that they were made for. */
  int going() {
    return going.get();
  }

  /**
   * Makes the calls of {@code path}, one after the other.
   *
   * @param headers sent along with each
   */
  List<String> make(String path, Map<String, String> headers) throws InterruptedException {
    List<String> results = new ArrayList<>();
    for (Call call : app.callsOf(path)) {
      switch (call) {
        case HttpCall http -> results.addAll(request(http, headers));
        case GrpcCall grpc -> results.add(requestOnce(grpc(grpc, headers)));
        case RpcCall(String authority, Rpc rpc) ->
            results.add(authority + " " + clients.rpc().call(rpc, authority, headers));
        case TcpCall(InetSocketAddress service) ->
            results.add(clients.lines().ask(service, QUESTION));
        case LongTcpCall(InetSocketAddress service) -> converse(service);
      }
    }
    return results;
  }

  private void converse(InetSocketAddress service) {
    going.incrementAndGet();
    executor.execute(() -> {
      try {
        clients.lines().converse(service, QUESTION, LONG_TALK);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } finally {
        going.decrementAndGet();
      }
    });
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
    Map<String, String> all = new HashMap<>(headers);
    all.put("content-type", "application/grpc");
    all.put("te", "trailers");
    return new Request("POST", call.authority(), call.path(), all);
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
      return request.authority() + " " + clients.http().send(request, TIMEOUT);
    } catch (IOException e) {
      return request.authority() + " " + e.getMessage();
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
    clients.close();
    executor.close();
  }
}

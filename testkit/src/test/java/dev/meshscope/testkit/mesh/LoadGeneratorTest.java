package dev.meshscope.testkit.mesh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadGeneratorTest {
  private static final double AT_ONCE = 1e6;

  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger mostInFlight = new AtomicInteger();
  private final HttpServer server;

  LoadGeneratorTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
    server.setExecutor(executor);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    executor.shutdownNow();
  }

  @Test
  void sendsTheWholePlanAndNeverMoreAtOnceThanAllowed() {
    CountDownLatch full = new CountDownLatch(5);
    serve(exchange -> {
      mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
      full.countDown();
      awaitQuietly(full);
      inFlight.decrementAndGet();
      answer(exchange, 200);
    });
    try (LoadGenerator users = users()) {
      LoadReport report =
          users.run(
              new LoadPlan(
                  ScenarioMix.only(Scenario.BROWSE), AT_ONCE, 100, LoadPlan.FOR_EVER, 5, 1));
      assertThat(report.sent()).isEqualTo(100);
      assertThat(report.withStatus(200)).isEqualTo(report.of(Scenario.BROWSE)).isEqualTo(100);
      assertThat(mostInFlight).hasValue(5);
    }
  }

  @Test
  void recordsBrokenConnectionsAndClientsThatLeft() {
    CountDownLatch over = new CountDownLatch(1);
    serve(exchange -> {
      if (exchange.getRequestHeaders().containsKey(Behavior.HEADER)) {
        awaitQuietly(over);
      }
      exchange.close();
    });
    try (LoadGenerator users = users()) {
      LoadReport broken = users.run(one(Scenario.BROWSE));
      assertThat(broken.withStatus(LoadReport.BROKEN)).isEqualTo(1);
      LoadReport left = users.run(one(Scenario.CLIENT_GONE));
      assertThat(left.withStatus(LoadReport.LEFT)).isEqualTo(1);
    }
    over.countDown();
  }

  @Test
  void stopsWhenItIsTold() throws Exception {
    AtomicInteger served = new AtomicInteger();
    serve(exchange -> {
      served.incrementAndGet();
      answer(exchange, 200);
    });
    try (LoadGenerator users = users()) {
      CompletableFuture<LoadReport> run =
          CompletableFuture.supplyAsync(
              () ->
                  users.run(
                      LoadPlan.steady(
                          ScenarioMix.only(Scenario.BROWSE), 200, LoadPlan.FOR_EVER, 1)),
              executor);
      await().until(() -> served.get() > 3);
      users.stop();
      assertThat(run.get().sent()).isEqualTo(served.get());
    }
  }

  @Test
  void callersNameThemselvesAndTheirHost() {
    List<String> seen = new CopyOnWriteArrayList<>();
    serve(exchange -> {
      Headers headers = exchange.getRequestHeaders();
      seen.add(headers.getFirst("user-agent") + " to " + headers.getFirst("host"));
      answer(exchange, 200);
    });
    try (LoadGenerator users = users()) {
      users.run(one(Scenario.HEALTH_PROBE));
      users.run(one(Scenario.BROWSE));
    }
    assertThat(seen.getFirst()).isEqualTo("kube-probe/1.34 to productpage:9080");
    assertThat(seen.getLast()).startsWith("Java").endsWith(" to bookinfo.example.com");
  }

  @Test
  void endsWithItsDuration() {
    serve(exchange -> answer(exchange, 200));
    try (LoadGenerator users = users()) {
      LoadReport report =
          users.run(
              LoadPlan.steady(ScenarioMix.only(Scenario.BROWSE), 100, Duration.ofMillis(200), 1));
      assertThat(report.sent()).isEqualTo(20);
    }
  }

  @Test
  void refusesPlansThatCannotBe() {
    ScenarioMix mix = ScenarioMix.everything();
    assertThatIllegalArgumentException().isThrownBy(() -> LoadPlan.count(mix, 0, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> LoadPlan.count(mix, 1, -1, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LoadPlan(mix, 1, 1, LoadPlan.FOR_EVER, 0, 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> LoadPlan.steady(mix, 1, Duration.ofSeconds(-1), 1));
  }

  private static LoadPlan one(Scenario scenario) {
    return LoadPlan.count(ScenarioMix.only(scenario), AT_ONCE, 1, 1);
  }

  private void serve(HttpHandler handler) {
    server.createContext("/", handler);
  }

  private LoadGenerator users() {
    AppClient client = new AppClient(InetAddress.getLoopbackAddress(), server.getAddress());
    return new LoadGenerator(Map.of(Caller.USER, client, Caller.KUBELET, client));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void answer(HttpExchange exchange, int status) throws IOException {
    exchange.sendResponseHeaders(status, -1);
    exchange.close();
  }
}

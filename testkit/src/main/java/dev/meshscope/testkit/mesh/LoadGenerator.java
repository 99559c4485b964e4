package dev.meshscope.testkit.mesh;

import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Everybody outside the mesh: sends what a {@link LoadPlan} says, to the ingress gateway or
 * wherever the scenario's caller sends it, one virtual thread a request, and never has more than
 * the plan's limit in flight. When the mesh is slower than the plan's rate, requests wait for their
 * turn and the rate is simply not reached.
 */
public final class LoadGenerator implements AutoCloseable {
  private final Map<Caller, AppClient> clients;
  private final AtomicBoolean stopped = new AtomicBoolean();

  /**
   * @param clients one for each caller of the plans; closed with the generator
   */
  LoadGenerator(Map<Caller, AppClient> clients) {
    this.clients = Map.copyOf(clients);
  }

  /** Sends the whole plan, or until {@link #stop}, and returns when the last answer is here. */
  public LoadReport run(LoadPlan plan) {
    Map<LoadReport.Result, Long> results = new ConcurrentHashMap<>();
    SplittableRandom random = new SplittableRandom(plan.seed());
    Semaphore inFlight = new Semaphore(plan.concurrency());
    long start = System.nanoTime();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (long i = 0; i < plan.requests() && awaitTurn(plan, start, i); i++) {
        Scenario scenario = plan.mix().pick(random);
        inFlight.acquireUninterruptibly();
        executor.execute(() -> {
          results.merge(new LoadReport.Result(scenario, send(scenario)), 1L, Long::sum);
          inFlight.release();
        });
      }
    }
    return new LoadReport(results, System.nanoTime() - start);
  }

  /** False when there is nothing more to send. */
  private boolean awaitTurn(LoadPlan plan, long start, long number) {
    long due = start + plan.dueNanos(number);
    if (plan.dueNanos(number) >= plan.duration().toNanos()) {
      return false;
    }
    while (!stopped.get() && System.nanoTime() - due < 0) {
      LockSupport.parkNanos(Math.min(due - System.nanoTime(), 100_000_000));
    }
    return !stopped.get();
  }

  private int send(Scenario scenario) {
    Caller caller = scenario.caller();
    Map<String, String> headers = new HashMap<>();
    headers.put(Scenario.HEADER, scenario.label());
    headers.put(Behavior.HEADER, scenario.behavior());
    headers.put("user-agent", caller.userAgent());
    headers.values().removeIf(String::isEmpty);
    AppClient client = Objects.requireNonNull(clients.get(caller), () -> "no client of " + caller);
    try {
      return client.send(
          new AppClient.Request("GET", caller.authority(), scenario.path(), headers),
          scenario.patience());
    } catch (HttpTimeoutException e) {
      return LoadReport.LEFT;
    } catch (IOException e) {
      return LoadReport.BROKEN;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return LoadReport.BROKEN;
    }
  }

  /** Ends a running plan early; what is in flight is still waited for. */
  public void stop() {
    stopped.set(true);
  }

  @Override
  public void close() {
    stop();
    clients.values().forEach(AppClient::close);
  }
}

package dev.meshscope.testkit.mesh;

import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Users of the mesh: sends what a {@link LoadPlan} says to the ingress gateway, one virtual thread
 * a request, and never has more than the plan's limit in flight. When the mesh is slower than the
 * plan's rate, requests wait for their turn and the rate is simply not reached.
 */
public final class LoadGenerator implements AutoCloseable {
  private static final String AUTHORITY = "bookinfo.example.com";

  private final AppClient client;
  private final AtomicBoolean stopped = new AtomicBoolean();

  LoadGenerator(AppClient client) {
    this.client = client;
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
    Map<String, String> headers =
        scenario.behavior().isEmpty()
            ? Map.of(Scenario.HEADER, scenario.label())
            : Map.of(Scenario.HEADER, scenario.label(), Behavior.HEADER, scenario.behavior());
    try {
      return client.send(
          new AppClient.Request("GET", AUTHORITY, scenario.path(), headers), scenario.patience());
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
    client.close();
  }
}

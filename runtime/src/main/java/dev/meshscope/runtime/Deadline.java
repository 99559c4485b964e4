package dev.meshscope.runtime;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One step on a thread of its own, so that a step that hangs can be left behind. */
final class Deadline {
  interface Step {
    void run() throws Exception;
  }

  private final FutureTask<Void> task;

  Deadline(String name, Step step) {
    task =
        new FutureTask<>(() -> {
          step.run();
          return null;
        });
    // A platform thread: a step may load native libraries or block in them.
    Thread.ofPlatform().name(name).daemon().start(task);
  }

  /** Waits; interrupts the step when the time is over or the waiting thread is interrupted. */
  void await(long nanos) throws TimeoutException, ExecutionException, InterruptedException {
    try {
      task.get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException | InterruptedException e) {
      cancel();
      throw e;
    }
  }

  /**
   * Lets the step end by itself for so long, then interrupts it; whoever waits for it is told. An
   * interrupt in the middle of loading classes or of opening a socket shows up as somebody else's
   * error.
   */
  void cancelAfter(long nanos) {
    try {
      task.get(nanos, TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      cancel();
    } catch (InterruptedException e) {
      cancel();
      Thread.currentThread().interrupt();
    } catch (ExecutionException | CancellationException e) {
      return; // it has ended; how, is for whoever waits for it
    }
  }

  private void cancel() {
    task.cancel(true);
  }
}

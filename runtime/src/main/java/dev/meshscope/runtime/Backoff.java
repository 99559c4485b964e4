package dev.meshscope.runtime;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Delays between retries: exponential with full jitter, as in "Exponential Backoff And Jitter" (AWS
 * Architecture Blog, 2015): a delay is uniform in [0, min(longest, first · 2^n)]. Owned by one
 * thread.
 */
public final class Backoff {
  private static final int DOUBLINGS_MAX = 40;

  private final Duration first;
  private final Duration longest;
  private final RandomGenerator random;
  private int failures;

  /**
   * @param first the bound of the first delay, at least 1 ms
   * @param longest the bound of every delay
   */
  public Backoff(Duration first, Duration longest, RandomGenerator random) {
    if (first.toMillis() < 1 || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "needs 1ms <= first <= longest: " + first + ", " + longest);
    }
    this.first = first;
    this.longest = longest;
    this.random = random;
  }

  /** The next delay, and one failure more. */
  public Duration nextDelay() {
    long bound = Math.min(longest.toNanos(), grown());
    failures = Math.min(failures + 1, DOUBLINGS_MAX);
    return Duration.ofNanos(random.nextLong(bound + 1));
  }

  /** Waits for the next delay. */
  public void pause() throws InterruptedException {
    Thread.sleep(nextDelay());
  }

  /** After a success: the next delay is short again. */
  public void reset() {
    failures = 0;
  }

  private long grown() {
    long nanos = first.toNanos();
    return nanos > Long.MAX_VALUE >> failures ? Long.MAX_VALUE : nanos << failures;
  }
}

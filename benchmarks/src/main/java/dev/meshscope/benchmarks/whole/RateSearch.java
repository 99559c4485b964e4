package dev.meshscope.benchmarks.whole;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Finds how many reports a second the collector takes: raises the rate until what is taken falls
 * behind what is offered. The collector stops reading when what is behind it does not keep up, so
 * the last step tells what the whole way can bear, a buffer or two aside.
 */
final class RateSearch {
  private static final double FIRST = 10_000;
  private static final double FACTOR = 1.6;
  private static final double HELD = 0.95;
  private static final int COLD_STEPS_MAX = 4;
  private static final double MOST = 2_000_000;

  private final GeneratorProcess generator;
  private final Duration step;
  private final Consumer<String> progress;

  RateSearch(GeneratorProcess generator, Duration step, Consumer<String> progress) {
    this.generator = generator;
    this.step = step;
    this.progress = progress;
  }

  /** Reports a second. */
  double saturation() throws IOException {
    double rate = FIRST;
    double taken = offer(rate);
    for (int cold = 0; cold < COLD_STEPS_MAX && taken < HELD * rate; cold++) {
      taken = offer(rate); // streams were still being opened, and code compiled
    }
    while (taken >= HELD * rate && rate < MOST) {
      rate *= FACTOR;
      taken = offer(rate);
    }
    return taken;
  }

  private double offer(double rate) throws IOException {
    double taken = generator.send(rate, step).perSecond();
    progress.accept("offered %,.0f reports/s, taken %,.0f".formatted(rate, taken));
    return taken;
  }
}

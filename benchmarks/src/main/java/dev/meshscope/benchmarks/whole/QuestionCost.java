package dev.meshscope.benchmarks.whole;

import dev.meshscope.benchmarks.measure.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * What a question costs a standalone that does nothing else.
 *
 * @param cpuMillis CPU of JVM and engine for one, milliseconds
 * @param millis how long the answers took, milliseconds
 */
record QuestionCost(double cpuMillis, Samples millis) {
  private static final int QUESTIONS = 25;
  private static final double NANOS_PER_MILLI = 1e6;

  /** Asks some times. */
  static QuestionCost of(StandaloneProcess standalone, Callable<?> question) throws Exception {
    List<Double> millis = new ArrayList<>();
    Duration before = standalone.cpu().both();
    for (int i = 0; i < QUESTIONS; i++) {
      long start = System.nanoTime();
      question.call();
      millis.add((System.nanoTime() - start) / NANOS_PER_MILLI);
    }
    Duration spent = standalone.cpu().both().minus(before);
    return new QuestionCost(spent.toNanos() / NANOS_PER_MILLI / QUESTIONS, new Samples(millis));
  }
}

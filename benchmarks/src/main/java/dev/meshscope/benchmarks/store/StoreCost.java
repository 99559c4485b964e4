package dev.meshscope.benchmarks.store;

import dev.meshscope.benchmarks.measure.Samples;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What storing blocks of one size costs.
 *
 * @param rows rows of 10 s in a block; each brings one of 1 min and one of 1 h
 * @param reports reports in a block
 * @param rounds what was measured
 */
record StoreCost(int rows, long reports, List<Round> rounds) {
  private static final double NANOS_PER_MICRO = 1e3;
  private static final double NANOS_PER_SECOND = 1e9;

  StoreCost {
    rounds = List.copyOf(rounds);
  }

  /**
   * Some blocks.
   *
   * @param blocks how many
   * @param writerNanos CPU time of the writer's threads
   * @param engineNanos CPU time of the engine's process
   * @param wallNanos time on the wall
   */
  record Round(int blocks, long writerNanos, long engineNanos, long wallNanos) {}

  /** Microseconds of the writer for a block. */
  Samples writerMicros() {
    return samples(round -> round.writerNanos() / NANOS_PER_MICRO / round.blocks());
  }

  /** Microseconds of the engine for a block. */
  Samples engineMicros() {
    return samples(round -> round.engineNanos() / NANOS_PER_MICRO / round.blocks());
  }

  /** Microseconds of both for a block. */
  Samples micros() {
    return samples(
        round -> (round.writerNanos() + round.engineNanos()) / NANOS_PER_MICRO / round.blocks());
  }

  Samples blocksPerSecond() {
    return samples(round -> round.blocks() * NANOS_PER_SECOND / round.wallNanos());
  }

  private Samples samples(ToDoubleFunction<Round> value) {
    return new Samples(rounds.stream().mapToDouble(value).boxed().toList());
  }
}

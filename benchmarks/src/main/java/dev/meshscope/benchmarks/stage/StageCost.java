package dev.meshscope.benchmarks.stage;

import dev.meshscope.benchmarks.measure.Samples;
import dev.meshscope.benchmarks.stage.StageResults.Iteration;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What a report costs in a stage.
 *
 * @param rounds the iterations of each round
 */
record StageCost(List<List<Iteration>> rounds) {
  private static final double NANOS_PER_MICRO = 1e3;
  private static final double NANOS_PER_SECOND = 1e9;

  StageCost {
    rounds = List.copyOf(rounds);
  }

  /** CPU time of a report in microseconds, by iteration. */
  Samples cpuMicros() {
    return samples(one -> one.cpuNanos() / one.reports() / NANOS_PER_MICRO);
  }

  /** Reports a second on the wall, by iteration. */
  Samples perSecond() {
    return samples(one -> one.reports() / one.wallNanos() * NANOS_PER_SECOND);
  }

  /** This one's CPU time divided by the other's, by round. */
  Samples dividedBy(StageCost other) {
    return new Samples(
        IntStream.range(0, rounds.size())
            .mapToObj(round -> roundMicros(round) / other.roundMicros(round))
            .toList());
  }

  private double roundMicros(int round) {
    return new StageCost(List.of(rounds.get(round))).cpuMicros().mean();
  }

  private Samples samples(ToDoubleFunction<Iteration> value) {
    return new Samples(rounds.stream().flatMap(List::stream).mapToDouble(value).boxed().toList());
  }
}

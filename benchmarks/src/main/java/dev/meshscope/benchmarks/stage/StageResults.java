package dev.meshscope.benchmarks.stage;

import static java.util.Objects.requireNonNull;

import dev.meshscope.testkit.simulate.PeerMetadata;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/** What benchmarks of stages gave, by benchmark and parameter. */
public final class StageResults {
  private final Map<Key, List<List<Iteration>>> rounds = new HashMap<>();

  private record Key(String benchmark, String parameter) {}

  /**
   * What JMH measured in one iteration.
   *
   * @param reports how many were worked on
   * @param cpuNanos CPU time of the thread
   * @param wallNanos time on the wall
   */
  record Iteration(double reports, double cpuNanos, double wallNanos) {}

  /** Adds what one round gave for a benchmark. */
  void addRound(Collection<RunResult> results) {
    for (RunResult result : results) {
      List<Iteration> iterations = new ArrayList<>();
      for (BenchmarkResult fork : result.getBenchmarkResults()) {
        fork.getIterationResults().forEach(one -> iterations.add(iteration(one)));
      }
      rounds.computeIfAbsent(key(result), _ -> new ArrayList<>()).add(iterations);
    }
  }

  /** The receiving of entries with such peers. */
  StageCost receive(PeerMetadata peers) {
    return cost(ReceiveBenchmark.class, peers.name());
  }

  /** The receiving by another source. */
  StageCost receive(MessageSource source) {
    return cost(MessageBenchmark.class, source.name());
  }

  /** What protobuf-java needs for them. */
  StageCost parse(PeerMetadata peers) {
    return cost(ParseBenchmark.class, peers.name());
  }

  /** The aggregation of batches of so many reports. */
  StageCost aggregate(int rows) {
    return cost(AggregateBenchmark.class, Integer.toString(rows));
  }

  /** CPU that protobuf-java needs for an entry, in a mesh with proxies of every generation. */
  public double parseMicros() {
    return Arrays.stream(PeerMetadata.values())
        .mapToDouble(peers -> parse(peers).cpuMicros().mean())
        .average()
        .orElseThrow();
  }

  private StageCost cost(Class<?> benchmark, String parameter) {
    Key key = new Key(benchmark.getName(), parameter);
    return new StageCost(rounds.getOrDefault(key, List.of()));
  }

  private static Key key(RunResult result) {
    String method = result.getParams().getBenchmark();
    String parameter =
        Stream.of("peers", "rows", "source")
            .map(result.getParams()::getParam)
            .filter(Objects::nonNull)
            .findFirst()
            .orElseThrow();
    return new Key(method.substring(0, method.lastIndexOf('.')), parameter);
  }

  private static Iteration iteration(IterationResult result) {
    return new Iteration(
        score(result, "reports"), score(result, "cpuNanos"), score(result, "wallNanos"));
  }

  private static double score(IterationResult result, String counter) {
    Result<?> counted = result.getSecondaryResults().get(counter);
    return requireNonNull(counted, counter).getScore();
  }
}

package dev.meshscope.benchmarks.stage;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the benchmarks of the stages in rounds: a round runs every benchmark once, in a JVM of its
 * own. What is compared is compared within a round, so that what the machine does meanwhile falls
 * on both, and the spread over the rounds tells how far a comparison can be trusted.
 */
public final class StageRuns {
  /** Over when the first invocation is. */
  private static final TimeValue ONE_INVOCATION = TimeValue.milliseconds(1);

  private final StageEffort effort;
  private final Path recordings;
  private final Consumer<String> progress;

  /**
   * Records meshes.
   *
   * @param copies copies of Bookinfo in a mesh, of 9 proxies each
   * @param folder an empty one for the recordings
   * @param progress is told what runs
   */
  public StageRuns(StageEffort effort, int copies, Path folder, Consumer<String> progress) {
    this.effort = effort;
    this.progress = progress;
    recordings = folder;
    progress.accept("recording what simulated meshes send");
    Recordings.write(folder, copies);
    // Its lock is for the whole machine, and a second run beside this one is that one's affair.
    System.setProperty("jmh.ignoreLock", "true");
  }

  /** From messages to batches, by every source, and protobuf-java on those of ALS. */
  public StageResults receive() {
    return run(List.of(ReceiveBenchmark.class, ParseBenchmark.class, MessageBenchmark.class));
  }

  /** From batches to deltas. */
  public StageResults aggregate() {
    return run(List.of(AggregateBenchmark.class));
  }

  private StageResults run(List<Class<?>> benchmarks) {
    StageResults results = new StageResults();
    for (int round = 1; round <= effort.rounds(); round++) {
      for (Class<?> benchmark : benchmarks) {
        String name = benchmark.getSimpleName();
        progress.accept("%s, round %d of %d".formatted(name, round, effort.rounds()));
        results.addRound(run(benchmark));
      }
    }
    return results;
  }

  /** With the standalone's memory; nothing is measured that is yet to be compiled. */
  private Collection<RunResult> run(Class<?> benchmark) {
    Options options =
        new OptionsBuilder()
            .include("\\." + benchmark.getSimpleName() + "\\.")
            .mode(Mode.AverageTime)
            .forks(1)
            .warmupIterations(effort.warmups())
            .warmupTime(ONE_INVOCATION)
            .measurementIterations(effort.iterations())
            .measurementTime(ONE_INVOCATION)
            .jvmArgsAppend("-Xmx768m", "-Xbatch", "-D" + Recordings.FOLDER + "=" + recordings)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    try {
      return new Runner(options).run();
    } catch (RunnerException e) {
      throw new IllegalStateException(benchmark.getSimpleName() + " failed", e);
    }
  }
}

package dev.meshscope.benchmarks;

import dev.meshscope.benchmarks.measure.Machine;
import dev.meshscope.benchmarks.measure.Samples;
import dev.meshscope.benchmarks.measure.Scratch;
import dev.meshscope.benchmarks.stage.StageEffort;
import dev.meshscope.benchmarks.stage.StageResults;
import dev.meshscope.benchmarks.stage.StageRuns;
import dev.meshscope.benchmarks.stage.StageTables;
import dev.meshscope.benchmarks.store.StoreEffort;
import dev.meshscope.benchmarks.store.StoreRun;
import dev.meshscope.benchmarks.whole.WholeEffort;
import dev.meshscope.benchmarks.whole.WholeResult;
import dev.meshscope.benchmarks.whole.WholeRun;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/** Runs benchmarks one after another and prints what they give. */
final class Benchmarks {
  private static final double NANOS_PER_MINUTE = 60e9;

  private final boolean isQuick;
  private final WholeEffort whole;
  private final Path home;
  private final PrintWriter out;

  /**
   * @param home the folder with the launcher and the tools
   */
  Benchmarks(boolean isQuick, WholeEffort whole, Path home, PrintWriter out) {
    this.isQuick = isQuick;
    this.whole = whole;
    this.home = home;
    this.out = out;
  }

  /** The exit status: 0, or 1 when not every report was counted once. */
  int run(Set<Part> parts) throws Exception {
    long start = System.nanoTime();
    print(Machine.facts());
    print(Machine.load() + "\n");
    OptionalDouble parseMicros = stages(parts);
    if (parts.contains(Part.STORE)) {
      StoreEffort effort = isQuick ? StoreEffort.quick() : StoreEffort.usual();
      print("\n" + new StoreRun(effort, home, this::progress).run().tables());
    }
    List<String> problems = parts.contains(Part.END_TO_END) ? endToEnd(parseMicros) : List.of();
    double minutes = (System.nanoTime() - start) / NANOS_PER_MINUTE;
    print("%s, took %s min".formatted(Machine.load(), Samples.text(minutes, 1)));
    return problems.isEmpty() ? 0 : 1;
  }

  /** What protobuf-java needs for an entry, if that was measured. */
  private OptionalDouble stages(Set<Part> parts) {
    if (!parts.contains(Part.RECEIVE) && !parts.contains(Part.AGGREGATE)) {
      return OptionalDouble.empty();
    }
    OptionalDouble parseMicros = OptionalDouble.empty();
    StageEffort effort = isQuick ? StageEffort.quick() : StageEffort.usual();
    try (Scratch scratch = new Scratch()) {
      StageRuns runs = new StageRuns(effort, whole.copies(), scratch.folder(), this::progress);
      if (parts.contains(Part.RECEIVE)) {
        StageResults results = runs.receive();
        parseMicros = OptionalDouble.of(results.parseMicros());
        print("\n" + StageTables.receive(results));
      }
      if (parts.contains(Part.AGGREGATE)) {
        print("\n" + StageTables.aggregate(runs.aggregate()));
      }
    }
    return parseMicros;
  }

  private List<String> endToEnd(OptionalDouble parseMicros) throws Exception {
    WholeResult result = new WholeRun(whole, home, this::progress).run();
    print("\n" + result.tables());
    parseMicros.ifPresent(micros ->
        print(
            "The whole way costs %s times what protobuf-java needs to parse the entries (%s µs).\n"
                .formatted(Samples.text(result.cpuMicros() / micros, 2), Samples.text(micros, 2))));
    result.problems().forEach(problem -> print("WRONG: " + problem));
    return result.problems();
  }

  private void progress(String what) {
    print("... " + what);
  }

  private void print(String text) {
    out.println(text);
    out.flush();
  }
}

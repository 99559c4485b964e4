package dev.meshscope.benchmarks.whole;

import dev.meshscope.benchmarks.measure.Scratch;
import dev.meshscope.benchmarks.whole.FreshnessWatch.Watched;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Measures the whole way, from the reports of a simulated mesh to the answers of the API, and
 * checks that the answers count every report.
 */
public final class WholeRun {
  private static final double SHARE_OF_SATURATION = 0.8;
  private static final int WARM_UP_STEPS = 4;
  private static final String TOPOLOGY = "/api/v1/topology";

  private final WholeEffort effort;
  private final Path home;
  private final Consumer<String> progress;

  /**
   * @param home the folder with the launcher and the tools
   * @param progress is told what runs
   */
  public WholeRun(WholeEffort effort, Path home, Consumer<String> progress) {
    this.effort = effort;
    this.home = home;
    this.progress = progress;
  }

  /** Measures; the result also says whether everything was counted. */
  public WholeResult run() throws Exception {
    progress.accept("end to end, starting a standalone and a generator");
    Instant from = Instant.now().minus(1, ChronoUnit.MINUTES);
    try (Scratch scratch = new Scratch();
        StandaloneProcess standalone = new StandaloneProcess(home, scratch.folder());
        Progress stored = new Progress(standalone.clickHouse());
        GeneratorProcess generator =
            new GeneratorProcess(
                standalone.grpcPort(),
                effort.copies(),
                scratch.folder().resolve("generator.log"))) {
      FreshnessWatch watch = new FreshnessWatch(stored);
      OptionalDouble saturation = warmUp(generator, watch);
      double rate = effort.rate().orElse(SHARE_OF_SATURATION * saturation.orElse(0));
      progress.accept(
          "measuring with %,.0f reports/s for %d s".formatted(rate, effort.length().toSeconds()));
      StandaloneProcess.Cpu before = standalone.cpu();
      Watched<Sent> watched = watch.during(() -> generator.send(rate, effort.length()));
      StandaloneProcess.Cpu spent = standalone.cpu().since(before);
      QuestionCost watching = QuestionCost.of(standalone, stored::freshThrough);

      progress.accept("comparing counts");
      TrafficCounts sent = generator.end();
      TrafficCounts answered = new CountCheck(standalone.api(), from).await(sent);
      return new WholeResult(
          saturation,
          new MeasuredRun(rate, watched, spent, watching),
          QuestionCost.of(standalone, () -> standalone.api().get(TOPOLOGY)),
          WholeFootprint.of(standalone, generator.total().entries()),
          new Counted(generator.total(), sent, answered));
    }
  }

  /** Runs until what runs often is compiled; finds the saturation unless the rate is given. */
  private OptionalDouble warmUp(GeneratorProcess generator, FreshnessWatch watch) throws Exception {
    if (effort.rate().isPresent()) {
      double rate = effort.rate().getAsDouble();
      watch.during(() -> generator.send(rate, effort.step().multipliedBy(WARM_UP_STEPS)));
      return OptionalDouble.empty();
    }
    RateSearch search = new RateSearch(generator, effort.step(), progress);
    return OptionalDouble.of(watch.during(search::saturation).done());
  }
}

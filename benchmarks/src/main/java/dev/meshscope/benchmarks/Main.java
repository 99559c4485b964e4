package dev.meshscope.benchmarks;

import dev.meshscope.benchmarks.whole.WholeEffort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of {@code make bench}. */
@Command(
    name = "benchmark",
    description = "Measures what a report costs, stage by stage and from end to end.",
    mixinStandardHelpOptions = true)
public final class Main implements Callable<Integer> {
  private static final int SECONDS = 20;
  private static final int QUICK_SECONDS = 8;
  private static final int SECONDS_MAX = 3600;
  private static final int RATE_MAX = 2_000_000;
  private static final int COPIES_MAX = 200;
  private static final Duration STEP = Duration.ofSeconds(3);

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--quick", description = "Less thorough: shows that everything runs.")
  private boolean isQuick;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "Some of ${COMPLETION-CANDIDATES}; all by default.")
  private List<Part> only = List.of();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Length of the measured run of end-to-end; 20 by default, 8 with --quick.")
  private @Nullable Integer seconds;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description =
          "Reports a second of end-to-end; four fifths of what is found to be taken by default.")
  private @Nullable Integer rate;

  @Option(
      names = "--copies",
      paramLabel = "N",
      defaultValue = "10",
      description =
          "Copies of Bookinfo, of 9 proxies each, that report; ${DEFAULT-VALUE} by default.")
  private int copies;

  /** Ends with status 0, 1 when something failed or counts are wrong, 2 for a wrong option. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main());
  }

  @Override
  public Integer call() throws Exception {
    int defaultSeconds = isQuick ? QUICK_SECONDS : SECONDS;
    int length =
        inRange("--seconds", Objects.requireNonNullElse(seconds, defaultSeconds), SECONDS_MAX);
    inRange("--copies", copies, COPIES_MAX);
    OptionalDouble wanted =
        rate == null
            ? OptionalDouble.empty()
            : OptionalDouble.of(inRange("--rate", rate, RATE_MAX));
    WholeEffort whole = new WholeEffort(copies, wanted, Duration.ofSeconds(length), STEP);
    EnumSet<Part> parts = only.isEmpty() ? EnumSet.allOf(Part.class) : EnumSet.copyOf(only);
    Path home = Path.of(Objects.requireNonNullElse(System.getenv("MESHSCOPE_HOME"), ""));
    logTo(home.resolve("benchmarks/target/benchmark.log"));
    return new Benchmarks(isQuick, whole, home.toAbsolutePath(), spec.commandLine().getOut())
        .run(parts);
  }

  private int inRange(String option, int value, int most) {
    if (value < 1 || value > most) {
      throw new ParameterException(
          spec.commandLine(), "%s must be 1 to %d, not %d".formatted(option, most, value));
    }
    return value;
  }

  /** Before anything logs: what the broker says would stand between the tables. */
  private static void logTo(Path file) {
    System.setProperty("MESHSCOPE_LOG_FORMAT", "file");
    System.setProperty("meshscope.log.file", file.toAbsolutePath().toString());
  }
}

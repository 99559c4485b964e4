package dev.meshscope.standalone;

import dev.meshscope.queryapi.QueryApiConfig;
import dev.meshscope.queryapi.RuleHistory;
import dev.meshscope.queryapi.alert.evaluate.Backtest;
import dev.meshscope.queryapi.alert.rule.RuleGroup;
import dev.meshscope.queryapi.alert.rule.RuleSet;
import dev.meshscope.queryapi.alert.rule.RulesCheck;
import dev.meshscope.queryapi.http.TimeText;
import dev.meshscope.runtime.config.ConfigException;
import dev.meshscope.storage.read.ReadException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code meshscope rules backtest}: what rules would have raised, had they been there. */
@Command(
    name = "backtest",
    description = {
      "Say which alerts files of rules would have raised in a range of the past.",
      "The database is that of the query-api: clickhouse.url and so on."
    },
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:told",
      "1:a file cannot be used, the database does not answer, or some rules cannot be judged and"
          + " the others raised nothing",
      "2:wrong options"
    })
final class BacktestCommand implements Callable<Integer> {
  private static final int FAILED = 1;

  /** As things went; groups tell of an alert when it is over. */
  private static final Comparator<Backtest.Episode> EARLIEST =
      Comparator.comparing(BacktestCommand::beganAt);

  /** Of the work are told where nobody looks on. */
  private static final int TENTHS = 10;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Files of rules, seen together, or directories of them.")
  private List<Path> files = List.of();

  @Option(
      names = "--from",
      paramLabel = "TIME",
      required = true,
      converter = TimeConverter.class,
      description = "Where it begins, such as now-1h or 2026-01-31T12:00:00Z.")
  private Instant from = Instant.EPOCH;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "Where it ends; now by default, and at most.")
  private @Nullable Instant to;

  @Option(
      names = "--step",
      paramLabel = "SECONDS",
      converter = StepConverter.class,
      description = "Between two evaluations; the interval of each group by default.")
  private @Nullable Integer step;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "YAML file; environment variables go before it.")
  private @Nullable Path config;

  private final InstantSource clock = InstantSource.system();
  private final boolean isWatched = Terminal.standard().isInteractive();

  @Override
  public Integer call() {
    Instant now = clock.instant();
    Instant end = end(now);
    PrintWriter err = spec.commandLine().getErr();
    try {
      QueryApiConfig configured = RulesCommand.configured(config);
      Optional<RuleSet> rules = RulesCheck.read(files, configured.rules(), err, err);
      return rules.isPresent() ? run(rules.get(), end, now, configured) : FAILED;
    } catch (ConfigException e) {
      err.println(e.getMessage());
      return FAILED;
    }
  }

  private int run(RuleSet rules, Instant end, Instant now, QueryApiConfig configured) {
    Backtest.Span span =
        new Backtest.Span(from, end, step == null ? null : Duration.ofSeconds(step));
    int times = times(rules, span);
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    warn(rules, span, now.minus(configured.retention().edges1h()));
    err.println(
        step == null
            ? "Every group is evaluated at its own interval."
            : "Every group is evaluated every " + step + " s.");
    Result result = new Result();
    Optional<ReadException> failure = ask(configured, rules, span, now, result);
    if (failure.isPresent() && isWatched) {
      err.println();
    }
    result.errors.forEach(err::println);
    result.episodes.stream().sorted(EARLIEST).forEach(episode -> out.println(line(episode)));
    if (failure.isPresent()) {
      err.println(reason(failure.get(), configured.clickhouse().url()));
      err.printf("What is told is of %d of %d evaluations.%n", result.done, times);
      return FAILED;
    }
    if (!result.episodes.isEmpty()) {
      return 0;
    }
    if (!result.errors.isEmpty()) {
      err.println("No alert would have been raised where rules could be judged.");
      return FAILED;
    }
    err.printf("No alert would have been raised in %d evaluations.%n", times);
    return 0;
  }

  /** Empty where all was answered. */
  private Optional<ReadException> ask(
      QueryApiConfig configured, RuleSet rules, Backtest.Span span, Instant now, Result result) {
    try (RuleHistory history = new RuleHistory(configured)) {
      Backtest.Progress progress =
          (done, all) -> {
            result.done = done;
            progress(done, all);
          };
      history.backtest(progress, rules, span, now, result);
      return Optional.empty();
    } catch (ReadException e) {
      return Optional.of(e);
    }
  }

  /** What makes no alert, though it might seem so. */
  private void warn(RuleSet rules, Backtest.Span span, Instant keptFrom) {
    PrintWriter err = spec.commandLine().getErr();
    for (RuleGroup group : rules.groups()) {
      group.rules().stream()
          .filter(rule -> rule.condition().isAboutThePresent())
          .forEach(rule ->
              err.printf(
                  "%s: %s is left out: pipelineLag is about the present%n",
                  group.name(), rule.name()));
    }
    rules.groups().stream()
        .filter(span::isWithout)
        .forEach(group ->
            err.printf(
                "%s is not evaluated: no multiple of its interval, %d s, lies in the range%n",
                group.name(), group.interval().toSeconds()));
    if (span.from().isBefore(keptFrom)) {
      err.printf("No traffic of before %s is kept.%n", keptFrom.truncatedTo(ChronoUnit.SECONDS));
    }
  }

  private void progress(long done, long all) {
    PrintWriter err = spec.commandLine().getErr();
    String text = "%d of %d evaluations".formatted(done, all);
    if (isWatched) {
      err.print("\r" + text + (done == all ? "\n" : ""));
      err.flush();
    } else if (TENTHS * done / all > TENTHS * (done - 1) / all) {
      err.println(text);
    }
  }

  private String reason(ReadException e, URI url) {
    String why =
        switch (e.kind()) {
          case AWAY -> "cannot be reached, or has no tables yet: see clickhouse.url and .database";
          case BUSY -> "is busy: try again later";
          case TIMED_OUT, TOO_BIG, REFUSED -> "does not answer: " + e.getMessage();
        };
    return "the database at " + url + " " + why;
  }

  private Instant end(Instant now) {
    Instant end = to == null || to.isAfter(now) ? now : to;
    if (step != null && step < 1) {
      throw wrong("--step must be 1 or more seconds, not " + step);
    }
    if (from.isBefore(Instant.EPOCH) || !from.isBefore(end)) {
      throw wrong("--from must lie between 1970 and --to, which is at most now");
    }
    return end;
  }

  /** How many evaluations there are; several groups at one time are one. */
  private int times(RuleSet rules, Backtest.Span span) {
    int times = span.times(rules).size();
    if (times == 0 && !rules.groups().isEmpty()) {
      throw wrong(
          "no multiple of %s lies in the range: take a shorter --step or a longer range"
              .formatted(step == null ? "any group's interval" : "--step, " + step + " s,"));
    }
    if (times > Backtest.TIMES_MAX) {
      long length = Duration.between(span.from(), span.to()).toSeconds();
      throw wrong(
          "more than %d evaluations: take --step %d or longer, or less time"
              .formatted(Backtest.TIMES_MAX, length / Backtest.TIMES_MAX + 1));
    }
    return times;
  }

  private ParameterException wrong(String what) {
    return new ParameterException(spec.commandLine(), what);
  }

  private static String line(Backtest.Episode episode) {
    String end = episode.endedAt() == null ? "goes on" : "until " + episode.endedAt();
    return String.format(
        Locale.ROOT,
        "%s %s: %s %s, peak %.4g %s",
        episode.firingAt() == null ? "pending" : "fired",
        beganAt(episode),
        episode.group(),
        end,
        episode.peak(),
        episode.labels());
  }

  /** When it fired; where it never did, when it was pending first. */
  private static Instant beganAt(Backtest.Episode episode) {
    Instant firingAt = episode.firingAt();
    return firingAt == null ? episode.activeAt() : firingAt;
  }

  private static final class Result implements Backtest.Sink {
    private final List<Backtest.Episode> episodes = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();
    private long done;

    @Override
    public void raised(Backtest.Episode episode) {
      episodes.add(episode);
    }

    @Override
    public void refused(String group, String rule, String error) {
      errors.add("rule %s of group %s cannot always be judged: %s".formatted(rule, group, error));
    }
  }

  private static final class TimeConverter implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String value) {
      return TimeText.time(value, InstantSource.system().instant())
          .orElseThrow(() -> new TypeConversionException(TimeText.TIMES + ", not '" + value + "'"));
    }
  }

  private static final class StepConverter implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      try {
        return Integer.valueOf(value);
      } catch (NumberFormatException e) {
        throw new TypeConversionException(
            "must be a whole number of seconds, 1 or more, not '" + value + "'");
      }
    }
  }
}

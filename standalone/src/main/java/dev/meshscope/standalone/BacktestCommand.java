package dev.meshscope.standalone;

import dev.meshscope.queryapi.QueryApiConfig;
import dev.meshscope.queryapi.RuleHistory;
import dev.meshscope.queryapi.alert.evaluate.Backtest;
import dev.meshscope.queryapi.alert.rule.RuleSet;
import dev.meshscope.queryapi.alert.rule.RulesCheck;
import dev.meshscope.runtime.config.ConfigException;
import dev.meshscope.runtime.config.ConfigLoader;
import dev.meshscope.storage.read.ReadException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
      "1:a file cannot be used, or the database does not answer",
      "2:wrong options"
    })
final class BacktestCommand implements Callable<Integer> {
  private static final int TICKS_MAX = 20_000;
  private static final int FAILED = 1;

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
      description = "Where it begins, RFC 3339 such as 2026-01-31T12:00:00Z.")
  private Instant from = Instant.EPOCH;

  @Option(names = "--to", paramLabel = "TIME", description = "Where it ends; by default now.")
  private @Nullable Instant to;

  @Option(
      names = "--step",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description = "Between two evaluations; ${DEFAULT-VALUE} by default.")
  private int step;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "YAML file; environment variables go before it.")
  private @Nullable Path config;

  private final InstantSource clock = InstantSource.system();

  @Override
  public Integer call() {
    Instant now = clock.instant();
    Backtest.Span span = span(now);
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    Optional<RuleSet> rules = RulesCheck.read(files, err, err);
    if (rules.isEmpty()) {
      return FAILED;
    }
    Result result = new Result();
    try (RuleHistory history = new RuleHistory(configured())) {
      history.backtest(
          (done, all) -> err.printf(Locale.ROOT, "\r%d of %d evaluations", done, all),
          rules.get(),
          span,
          now,
          result);
      err.println(); // the end of the line that tells how far it is
      result.errors.forEach(err::println);
      result.episodes.forEach(episode -> out.println(line(episode)));
      return 0;
    } catch (ReadException e) {
      err.printf("%nthe database does not answer: %s%n", e.getMessage());
    } catch (ConfigException e) {
      err.println(e.getMessage());
    }
    return FAILED;
  }

  private QueryApiConfig configured() throws ConfigException {
    return new ConfigLoader(Optional.ofNullable(config), System.getenv())
        .load(Standalone.configs())
        .get(QueryApiConfig.class);
  }

  private Backtest.Span span(Instant now) {
    Instant end = to == null || to.isAfter(now) ? now : to;
    if (step < 1) {
      throw wrong("--step must be 1 or more seconds, not " + step);
    }
    if (!from.isBefore(end)) {
      throw wrong("--from must be before --to, which is at most now");
    }
    Backtest.Span span = new Backtest.Span(from, end, Duration.ofSeconds(step));
    if (span.ticks() > TICKS_MAX) {
      throw wrong(
          "%d evaluations are more than %d: take a longer --step or a shorter range"
              .formatted(span.ticks(), TICKS_MAX));
    }
    return span;
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
        episode.firingAt() == null ? episode.activeAt() : episode.firingAt(),
        episode.group(),
        end,
        episode.peak(),
        episode.labels());
  }

  private static final class Result implements Backtest.Sink {
    private final List<Backtest.Episode> episodes = new ArrayList<>();
    private final List<String> errors = new ArrayList<>();

    @Override
    public void raised(Backtest.Episode episode) {
      episodes.add(episode);
    }

    @Override
    public void refused(String group, String rule, String error) {
      errors.add("rule %s of group %s cannot always be judged: %s".formatted(rule, group, error));
    }
  }
}

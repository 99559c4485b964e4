package dev.meshscope.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What is told of wrong questions, without a database. */
class BacktestCommandTest {
  private static final String NOWHERE = "http://127.0.0.1:1";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine line =
      Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
  private final String anHourAgo = Instant.now().minus(1, ChronoUnit.HOURS).toString();

  @TempDir private Path directory;
  private Path rules;

  @BeforeEach
  void write() throws Exception {
    rules = directory.resolve("rules.yaml");
    Files.writeString(
        rules,
        """
        groups:
        - name: shop
          rules:
          - alert: Fails
            expr: {signal: errorRatio, service: shop/pay, over: 1m, above: 0.1}
        """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --from yesterday | --from': must be now, now-<n>s
          --from now-1y | or RFC 3339 such as 2026-01-31T12:00:00Z, not 'now-1y'
          --from 2026-01-31 | not '2026-01-31'
          --from 2026-01-31T12:00:00Z --to later | --to': must be now
          --from 2026-01-31T12:00:00Z --to 2026-01-31T12:00:00Z | must lie between 1970 and --to
          --from 2099-01-31T12:00:00Z | --to, which is at most now
          --from -0100-01-31T12:00:00Z --step 2000000000 | not '-0100-01-31T12:00:00Z'
          --from 2025-01-31T12:00:00Z --to 2026-01-31T12:00:00Z | take --step 1577 or longer
          --from 2026-01-31T12:00:00Z --step 0 | --step must be 1 or more seconds, not 0
          --from 2026-01-31T12:00:00Z --step 30s | whole number of seconds, 1 or more, not '30s'
          --from 2026-01-31T12:00:01Z --to 2026-01-31T12:00:14Z | of any group's interval lies in
          --from 2026-01-31T12:00:01Z --to 2026-01-31T12:00:14Z --step 20 | of --step, 20 s, lies in
          """)
  void refusesWrongOptions(String options, String message) {
    assertThat(run(options.split(" "))).isEqualTo(2);
    assertThat(err.toString()).contains(message, "see meshscope rules backtest --help");
  }

  @Test
  void refusesFilesThatCannotBeUsed() {
    rules = directory.resolve("nowhere.yaml");
    assertThat(run("--from", anHourAgo)).isEqualTo(1);
    assertThat(err.toString()).contains("nowhere.yaml", "there is no such file");
  }

  @Test
  void holdsTheLimitsThatAreConfigured() throws Exception {
    Files.writeString(rules, "#" + "x".repeat(1500));
    Path config = directory.resolve("limits.yaml");
    Files.writeString(config, "rules: {fileMax: 1KiB}");
    assertThat(run("--from", anHourAgo, "--config", config.toString())).isEqualTo(1);
    assertThat(err.toString()).contains("is longer than rules.fileMax, 1KiB");
  }

  @Test
  void saysWhichDatabaseIsAway() throws Exception {
    assertThat(run("--from", anHourAgo, "--config", config())).isEqualTo(1);
    assertThat(err.toString().lines())
        .contains(
            "the database at "
                + NOWHERE
                + " cannot be reached, or has no tables yet: see clickhouse.url and .database");
    assertThat(err.toString())
        .contains("Every group is evaluated at its own interval.", "What is told is of 0 of ");
    assertThat(out.toString()).isEmpty();
  }

  /** Whoever copies them has a database that is there; here it is away. */
  @ParameterizedTest
  @ValueSource(strings = {"docs/start/objectives.md", "docs/reference/alerting.md"})
  void thePagesGiveCommandsThatWorkOnAnyDay(String page) throws Exception {
    Path root = Path.of(System.getProperty("meshscope.root"));
    String start = "bin/meshscope rules backtest docs/start/rules ";
    List<String> commands =
        Files.readAllLines(root.resolve(page)).stream()
            .filter(line -> line.startsWith(start))
            .toList();
    assertThat(commands).isNotEmpty();
    rules = root.resolve("docs/start/rules");
    for (String command : commands) {
      List<String> options = new ArrayList<>(List.of(command.substring(start.length()).split(" ")));
      options.addAll(List.of("--config", config()));
      assertThat(run(options.toArray(String[]::new))).as(command + "\n" + err).isEqualTo(1);
      assertThat(err.toString()).contains("the database at " + NOWHERE);
    }
  }

  @Test
  void evaluatesEachGroupAtItsOwnIntervalUnlessAStepIsGiven() throws Exception {
    Files.writeString(
        rules,
        """
        groups:
        - name: quick
          interval: 20s
          rules:
          - alert: Late
            expr: {pipelineLag: {above: 30s}}
        - name: slow
          interval: 30s
          rules:
          - alert: LateToo
            expr: {pipelineLag: {above: 90s}}
        - name: rare
          interval: 1h
          rules:
          - alert: LateAtLast
            expr: {pipelineLag: {above: 90s}}
        """);
    String range = "--from 2026-01-31T12:00:01Z --to 2026-01-31T12:02:00Z --config " + config();
    assertThat(run(range.split(" "))).isZero();
    assertThat(err.toString())
        .contains(
            "Every group is evaluated at its own interval.",
            "rare is not evaluated: no multiple of its interval, 3600 s, lies in the range",
            "No alert would have been raised in 8 evaluations.");
    err.getBuffer().setLength(0);
    assertThat(run((range + " --step 30").split(" "))).isZero();
    assertThat(err.toString())
        .contains("Every group is evaluated every 30 s.", "raised in 4 evaluations.")
        .doesNotContain("is not evaluated");
  }

  /** A file without any other rule asks the database nothing. */
  @Test
  void saysWhatIsLeftOutAndThatNothingWasRaised() throws Exception {
    Files.writeString(
        rules,
        """
        groups:
        - name: own
          rules:
          - alert: Late
            expr: {pipelineLag: {above: 30s}}
        """);
    String longAgo = Instant.now().minus(500, ChronoUnit.DAYS).toString();
    assertThat(run("--from", longAgo, "--step", "86400", "--config", config())).isZero();
    assertThat(err.toString())
        .contains("own: Late is left out: pipelineLag is about the present")
        .contains("No traffic of before ")
        .contains("No alert would have been raised in 500 evaluations.");
    assertThat(out.toString()).isEmpty();
  }

  private String config() throws Exception {
    return Files.writeString(directory.resolve("config.yaml"), "clickhouse:\n  url: " + NOWHERE)
        .toString();
  }

  private int run(String... options) {
    List<String> arguments = new ArrayList<>(List.of("rules", "backtest", rules.toString()));
    arguments.addAll(List.of(options));
    return line.execute(arguments.toArray(String[]::new));
  }
}

package dev.meshscope.queryapi.alert.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.meshscope.queryapi.alert.evaluate.Backtest.Episode;
import dev.meshscope.queryapi.alert.rule.AlertRule;
import dev.meshscope.queryapi.alert.rule.Condition;
import dev.meshscope.queryapi.alert.rule.RuleGroup;
import dev.meshscope.queryapi.alert.rule.RuleSet;
import dev.meshscope.storage.read.ReadException;
import dev.meshscope.storage.read.WorkloadName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What would have fired, from tick to tick. */
final class BacktestTest {
  private static final Instant START = Instant.parse("2026-11-25T12:00:00Z");
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final List<Episode> episodes = new ArrayList<>();
  private final List<String> refused = new ArrayList<>();

  @Test
  void tellsWhatWasOnlyPendingWhatFiredAndWhatIsNotOver() throws Exception {
    // Holds in minutes 1, 3 to 6, 8 and 13.
    run(rule(MINUTE.multipliedBy(2), MINUTE.multipliedBy(3)), ".x.xxxx.x....x");
    assertThat(episodes)
        .extracting(BacktestTest::minutes)
        .containsExactly("1 pending 2", "3 fires 5 ends 12", "13 pending on");
    assertThat(episodes.get(1).peak()).isEqualTo(8);
    assertThat(episodes.get(1).labels())
        .isEqualTo(Map.of("alertname", "Test", "severity", "page", "service", "shop/pay"));
  }

  @Test
  void firesAndResolvesAtOnceWithoutHoldTimes() throws Exception {
    run(rule(Duration.ZERO, Duration.ZERO), "x.x");
    assertThat(episodes)
        .extracting(BacktestTest::minutes)
        .containsExactly("0 fires 0 ends 1", "2 fires 2 on");
  }

  @Test
  void tellsOnceOfARuleWithMoreAlertsThanItsGroupAllows() throws Exception {
    run(rule(Duration.ZERO, Duration.ZERO), "x##x.");
    assertThat(episodes).extracting(BacktestTest::minutes).containsExactly("0 fires 0 ends 4");
    assertThat(refused).singleElement().asString().startsWith("group Test: it has 101 alerts");
  }

  @Test
  void aRuleIsNotJudgedWhereItsWindowsAreTooCoarseNow() throws Exception {
    run(rule(Duration.ZERO, Duration.ZERO), "..cc.xccx..");
    assertThat(episodes).extracting(BacktestTest::minutes).containsExactly("5 fires 5 ends 9");
    assertThat(refused).containsExactly("group Test: only hours are kept");
  }

  @Test
  void whatCannotBeReadFailsOnlyTheRuleAtThatTick() throws Exception {
    run(rule(Duration.ZERO, Duration.ZERO), "x!x.!x");
    assertThat(episodes)
        .extracting(BacktestTest::minutes)
        .containsExactly("0 fires 0 ends 3", "5 fires 5 on");
    assertThat(refused).singleElement().asString().startsWith("group Test: ").endsWith("TOO_BIG");
  }

  @Test
  void tellsWhatItFoundBeforeTheDatabaseWentAway() {
    assertThatThrownBy(() -> run(rule(Duration.ZERO, Duration.ZERO), "x.x?x."))
        .isInstanceOfSatisfying(
            ReadException.class, e -> assertThat(e.kind()).isEqualTo(ReadException.Kind.AWAY));
    assertThat(episodes)
        .extracting(BacktestTest::minutes)
        .containsExactly("0 fires 0 ends 1", "2 fires 2 on");
  }

  @Test
  void ticksAreMultiplesOfTheIntervalWithinTheSpan() {
    RuleSet rules = groups(MINUTE);
    assertThat(span(START.plusMillis(1), 150_000).times(rules))
        .containsExactly(START.plus(MINUTE), START.plus(MINUTE.multipliedBy(2)));
    assertThat(span(START.minusNanos(1), 59_999).times(rules)).containsExactly(START);
    assertThat(span(START, 0).times(rules)).containsExactly(START);
    assertThat(span(START, -1_000).times(rules)).isEmpty();
    assertThat(span(START.plusMillis(1), 3_000).times(groups(Duration.ofMillis(1_500))))
        .containsExactly(START.plusMillis(1_500), START.plusMillis(3_000));
  }

  @Test
  void aStepTakesThePlaceOfEveryInterval() {
    RuleSet rules = groups(Duration.ofSeconds(20), MINUTE.multipliedBy(60));
    Instant to = START.plusSeconds(90);
    assertThat(new Backtest.Span(START.plusSeconds(1), to, Duration.ofSeconds(45)).times(rules))
        .containsExactly(START.plusSeconds(45), to);
  }

  @Test
  void saysWhichGroupHasNoTick() {
    RuleSet rules = groups(MINUTE, MINUTE.multipliedBy(60));
    assertThat(rules.groups())
        .extracting(span(START.plusSeconds(1), 120_000)::isWithout)
        .containsExactly(false, true);
  }

  @Test
  void refusesMoreTimesThanItsLimit() {
    RuleSet rules = groups(Duration.ofSeconds(1), Duration.ofSeconds(2));
    Backtest.Span most = span(START, 1_000L * (Backtest.TIMES_MAX - 1));
    assertThat(most.times(rules)).hasSize(Backtest.TIMES_MAX).endsWith(most.to());
    Backtest.Span more = new Backtest.Span(Instant.EPOCH, START, null);
    assertThat(more.times(rules)).hasSize(Backtest.TIMES_MAX + 1);
    Backtest backtest = new Backtest(new Asked(new ArrayList<>()), (_, _) -> {});
    assertThatThrownBy(() -> backtest.run(rules, more, START, sink()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Of one time all is asked at once, so that what is read of it is read once. */
  @Test
  void evaluatesEachGroupAtItsOwnTicksInTheOrderOfTime() throws Exception {
    List<String> asked = new ArrayList<>();
    List<String> progress = new ArrayList<>();
    new Backtest(new Asked(asked), (done, all) -> progress.add(done + "/" + all))
        .run(
            groups(Duration.ofSeconds(30), Duration.ofSeconds(20), Duration.ofSeconds(30)),
            span(START, 70_000),
            START.plusSeconds(70),
            sink());
    assertThat(asked).containsExactly("0 0 1 2", "20 1", "30 0 2", "40 1", "60 0 1 2");
    assertThat(progress).containsExactly("1/5", "2/5", "3/5", "4/5", "5/5");
    // Held at 0 and 20 s: what ends first is told first, whatever the order of the groups.
    assertThat(episodes)
        .extracting(episode ->
            episode.group() + " " + Duration.between(START, episode.endedAt()).toSeconds())
        .containsExactly("0 30", "2 30", "1 40");
  }

  private void run(AlertRule rule, String holds) throws Exception {
    List<Long> done = new ArrayList<>();
    var group = new RuleGroup("group", "test.yaml", MINUTE, 100, List.of(rule, lag()));
    var last = START.plus(MINUTE.multipliedBy(holds.length() - 1L));
    new Backtest(new Written(holds), (ticks, all) -> done.add(ticks))
        .run(
            new RuleSet(List.of(group), List.of()),
            new Backtest.Span(START, last, null),
            last,
            sink());
    assertThat(done).hasSize(holds.length()).endsWith((long) holds.length());
  }

  private Backtest.Sink sink() {
    return new Backtest.Sink() {
      @Override
      public void raised(Episode episode) {
        episodes.add(episode);
      }

      @Override
      public void refused(String group, String rule, String error) {
        refused.add(group + " " + rule + ": " + error);
      }
    };
  }

  private static Backtest.Span span(Instant from, long lengthMillis) {
    return new Backtest.Span(from, START.plusMillis(lengthMillis), null);
  }

  /** Named by their place, each with one rule named likewise. */
  private static RuleSet groups(Duration... intervals) {
    List<RuleGroup> groups = new ArrayList<>();
    for (Duration interval : intervals) {
      String name = Integer.toString(groups.size());
      var rule =
          new AlertRule(
              name,
              new Condition.SilentProxies(0, MINUTE),
              Duration.ZERO,
              Duration.ZERO,
              Map.of(),
              Map.of());
      groups.add(new RuleGroup(name, "test.yaml", interval, 100, List.of(rule)));
    }
    return new RuleSet(groups, List.of());
  }

  private static AlertRule rule(Duration holdDuration, Duration keepFiringFor) {
    return new AlertRule(
        "Test",
        new Condition.SilentProxies(0, MINUTE),
        holdDuration,
        keepFiringFor,
        Map.of("severity", "page"),
        Map.of());
  }

  private static AlertRule lag() {
    return new AlertRule(
        "Lag", new Condition.PipelineLag(MINUTE), Duration.ZERO, Duration.ZERO, Map.of(), Map.of());
  }

  private static String minutes(Episode episode) {
    String fired = episode.firingAt() == null ? " pending" : " fires " + minute(episode.firingAt());
    String ends = episode.firingAt() == null ? " " : " ends ";
    return minute(episode.activeAt())
        + fired
        + (episode.endedAt() == null ? " on" : ends + minute(episode.endedAt()));
  }

  private static long minute(Instant time) {
    return Duration.between(START, time).toMinutes();
  }

  /**
   * Holds in the minutes that have an x, with the minute as the value; for too much at a #. Cannot
   * be measured at a c, nor read at an exclamation mark; the database is away at a question mark.
   */
  private record Written(String holds) implements PastJudge {
    @Override
    public Optional<String> obstacle(AlertRule rule, Instant tick, Instant now) {
      boolean isCoarse = holds.charAt(Math.toIntExact(minute(tick))) == 'c';
      return isCoarse ? Optional.of("only hours are kept") : Optional.empty();
    }

    @Override
    public List<Finding> findings(AlertRule rule, Instant tick, Instant now) throws ReadException {
      assertThat(rule.name()).as("about the present").isNotEqualTo("Lag");
      long minute = minute(tick);
      return switch (holds.charAt(Math.toIntExact(minute))) {
        case 'x' -> List.of(finding("shop/pay", minute));
        case '#' -> LongStream.range(0, 101).mapToObj(i -> finding("shop/" + i, i)).toList();
        case '!' -> throw FailedReads.tooBig();
        case '?' -> throw FailedReads.away();
        default -> List.of();
      };
    }

    private static Finding finding(String service, long value) {
      return new Finding(new TreeMap<>(Map.of("service", service)), value, List.of());
    }
  }

  /** Holds until 20 s, and writes down who asks: a line for each time, by its seconds. */
  private record Asked(List<String> lines) implements PastJudge {
    @Override
    public List<Finding> findings(AlertRule rule, Instant tick, Instant now) {
      String time = Long.toString(Duration.between(START, tick).toSeconds());
      boolean isSame = !lines.isEmpty() && lines.getLast().startsWith(time + " ");
      String before = isSame ? lines.removeLast() : time;
      lines.add(before + " " + rule.name());
      return tick.isAfter(START.plusSeconds(20))
          ? List.of()
          : List.of(new Finding(new TreeMap<>(), 1, List.of()));
    }
  }

  /** Is asked for nothing but what holds. */
  private interface PastJudge extends Judge {
    @Override
    default DataState dataState(Instant tick, Instant now) {
      return new DataState(now, 1.0);
    }

    @Override
    default boolean isConcerned(
        AlertRule rule, Set<WorkloadName> silent, Instant tick, Instant now) {
      throw new AssertionError("nothing is held in the past");
    }

    @Override
    default Instant storedThrough(Instant now) {
      return now;
    }
  }
}

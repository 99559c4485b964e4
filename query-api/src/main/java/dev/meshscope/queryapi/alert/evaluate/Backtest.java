package dev.meshscope.queryapi.alert.evaluate;

import static java.util.Objects.requireNonNull;

import dev.meshscope.queryapi.alert.rule.RuleGroup;
import dev.meshscope.queryapi.alert.rule.RuleSet;
import dev.meshscope.storage.read.ReadException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What rules would have raised, had they been there: their conditions at the ticks that their
 * groups would have had, in the windows that are still kept, and the steps of the evaluator from
 * each to the next. Groups go on together from one time to the next, so that what they read of it
 * is read once. What is stored now counts as complete; {@code PipelineLag} is about the present and
 * so left out. Where only windows that are too coarse for a rule are kept, it is not judged.
 */
public final class Backtest {
  /** Times at which some group is evaluated; more are refused. */
  public static final int TIMES_MAX = 20_000;

  private final Judge judge;
  private final Progress progress;

  /**
   * @param judge measures
   * @param progress hears after each time
   */
  public Backtest(Judge judge, Progress progress) {
    this.judge = judge;
    this.progress = progress;
  }

  /** Hears how far it is. */
  @FunctionalInterface
  public interface Progress {
    /** So many of all times are done. */
    void done(long times, long all);
  }

  /** Hears what comes out. */
  public interface Sink {
    /** An alert that is over, or was not at the end. */
    void raised(Episode episode);

    /** A rule whose alerts stay as they are at such ticks; told once for each error. */
    void refused(String group, String rule, String error);
  }

  /**
   * Evaluates each group at every tick of its own, in the order of time.
   *
   * @param span at most {@value #TIMES_MAX} times of these rules
   * @param now when it is asked
   * @throws ReadException when the database is away or busy; what was found until then is told
   */
  public void run(RuleSet rules, Span span, Instant now, Sink sink) throws ReadException {
    List<Instant> times = span.times(rules);
    if (times.size() > TIMES_MAX) {
      throw new IllegalArgumentException("more than " + TIMES_MAX + " times");
    }
    List<GroupReplay> replays = new ArrayList<>();
    for (RuleGroup group : rules.groups()) {
      replays.add(new GroupReplay(group, span.interval(group), sink));
    }
    try {
      for (int i = 0; i < times.size(); i++) {
        for (GroupReplay replay : replays) {
          replay.go(judge, times.get(i), now);
        }
        progress.done(i + 1, times.size());
      }
    } finally {
      replays.forEach(GroupReplay::finish);
    }
  }

  /**
   * Which ticks: the multiples of each group's interval since the epoch, as they come live.
   *
   * @param from no tick is before
   * @param to no tick is after
   * @param step between two ticks of any group, at least 1 s; null for the interval of each
   */
  public record Span(Instant from, Instant to, @Nullable Duration step) {
    public Span {
      requireNonNull(from);
      requireNonNull(to);
      if (step != null && step.toSeconds() < 1) {
        throw new IllegalArgumentException("step is below a second: " + step);
      }
    }

    /**
     * When any group has a tick, in order: the first {@value #TIMES_MAX}, and one more if there are
     * more.
     */
    public List<Instant> times(RuleSet rules) {
      return rules.groups().stream()
          .map(this::interval)
          .distinct()
          .flatMap(interval -> ticks(interval).limit(TIMES_MAX + 1L))
          .sorted()
          .distinct()
          .limit(TIMES_MAX + 1L)
          .toList();
    }

    /** Whether a group has no tick at all. */
    public boolean isWithout(RuleGroup group) {
      return ticks(interval(group)).findAny().isEmpty();
    }

    private Duration interval(RuleGroup group) {
      return step == null ? group.interval() : step;
    }

    private Stream<Instant> ticks(Duration interval) {
      Instant first = Ticks.latest(interval, from.minusNanos(1)).plus(interval);
      return Stream.iterate(first, tick -> !tick.isAfter(to), tick -> tick.plus(interval));
    }
  }

  /**
   * One alert from its beginning to its end.
   *
   * @param group its rule's group
   * @param labels those that were found, the rule's, and {@code alertname}
   * @param activeAt the first tick at which the condition held
   * @param firingAt when it fired; null if it never did
   * @param endedAt when it was resolved, or no longer pending; null if it was not over at the end,
   *     or when the database went away
   * @param peak the value that was furthest beyond the bound; NaN where there was none
   */
  public record Episode(
      String group,
      SortedMap<String, String> labels,
      Instant activeAt,
      @Nullable Instant firingAt,
      @Nullable Instant endedAt,
      double peak) {
    public Episode {
      requireNonNull(group);
      labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
      requireNonNull(activeAt);
    }
  }
}

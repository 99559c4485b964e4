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
import org.jspecify.annotations.Nullable;

/**
 * What rules would have raised, had they been there: their conditions at ticks of the past, in the
 * windows that are still kept, and the steps of the evaluator from each to the next. What is stored
 * now counts as complete; {@code PipelineLag} is about the present and so left out. Where only
 * windows that are too coarse for a rule are kept, it is not judged.
 */
public final class Backtest {
  private final Judge judge;
  private final Progress progress;

  /**
   * @param judge measures
   * @param progress hears after each tick
   */
  public Backtest(Judge judge, Progress progress) {
    this.judge = judge;
    this.progress = progress;
  }

  /** Hears how far it is. */
  @FunctionalInterface
  public interface Progress {
    /** So many of all ticks are done. */
    void done(long ticks, long all);
  }

  /** Hears what comes out. */
  public interface Sink {
    /** An alert that is over, or was not at the end. */
    void raised(Episode episode);

    /** A rule whose alerts stay as they are at such ticks; told once for each error. */
    void refused(String group, String rule, String error);
  }

  /**
   * Evaluates all rules at every tick in order.
   *
   * @param now when it is asked
   * @throws ReadException when the database is away or busy; what was found until then is told
   */
  public void run(RuleSet rules, Span span, Instant now, Sink sink) throws ReadException {
    List<GroupReplay> replays = new ArrayList<>();
    for (RuleGroup group : rules.groups()) {
      replays.add(new GroupReplay(group, sink));
    }
    long all = span.ticks();
    try {
      for (long i = 0; i < all; i++) {
        Instant tick = span.tick(i);
        for (GroupReplay replay : replays) {
          replay.step(judge, tick, now);
        }
        progress.done(i + 1, all);
      }
    } finally {
      replays.forEach(GroupReplay::finish);
    }
  }

  /**
   * The ticks: whole multiples of the step since the epoch.
   *
   * @param from no tick is before
   * @param to no tick is after
   * @param step between two ticks, at least 1 s, whole seconds
   */
  public record Span(Instant from, Instant to, Duration step) {
    public Span {
      requireNonNull(from);
      requireNonNull(to);
      if (step.toSeconds() < 1) {
        throw new IllegalArgumentException("step is below a second: " + step);
      }
    }

    /** How many there are. */
    public long ticks() {
      return Math.max(0, last() - first() + 1);
    }

    Instant tick(long index) {
      return Instant.ofEpochSecond((first() + index) * step.toSeconds());
    }

    private long first() {
      long before = from.getNano() > 0 ? from.getEpochSecond() + 1 : from.getEpochSecond();
      return Math.ceilDiv(before, step.toSeconds());
    }

    private long last() {
      return Math.floorDiv(to.getEpochSecond(), step.toSeconds());
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

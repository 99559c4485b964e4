package dev.meshscope.queryapi.alert.measure;

import dev.meshscope.queryapi.alert.evaluate.Judge;
import dev.meshscope.queryapi.alert.measure.Badness.Events;
import dev.meshscope.queryapi.alert.rule.AlertRule;
import dev.meshscope.queryapi.alert.rule.Condition;
import dev.meshscope.queryapi.alert.rule.Condition.Appearance;
import dev.meshscope.queryapi.alert.rule.Condition.BurnRate;
import dev.meshscope.queryapi.alert.rule.Condition.PipelineLag;
import dev.meshscope.queryapi.alert.rule.Condition.SilentProxies;
import dev.meshscope.queryapi.alert.rule.Condition.Threshold;
import dev.meshscope.queryapi.alert.rule.Selector;
import dev.meshscope.queryapi.alert.rule.Signal;
import dev.meshscope.queryapi.query.CompletenessQuery;
import dev.meshscope.queryapi.query.Resolutions;
import dev.meshscope.queryapi.query.SignsOfLife;
import dev.meshscope.storage.read.ReadException;
import dev.meshscope.storage.read.Resolution;
import dev.meshscope.storage.read.RuleTraffic;
import dev.meshscope.storage.read.TimeRange;
import dev.meshscope.storage.read.WorkloadName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Measures conditions in the tables: live traffic, every call once, in windows that end at the
 * tick. Up to an hour they are of 10 s, the first one whole and the last one as far as it is
 * stored; a longer window ends at most 0.14 % of its length before the tick. What was read for one
 * rule serves the others of the same tick for five seconds.
 */
public final class ClickHouseJudge implements Judge {
  /** Who was heard, as alerts tell it. */
  private static final Duration LATELY = Duration.ofMinutes(5);

  private final TrafficReads reads;
  private final CompletenessQuery completeness;
  private final RuleWindows windows;
  private final SignsOfLife signs;
  private final Concerns concerns;
  private final Thresholds thresholds;
  private final Appearances appearances;

  /**
   * @param reads of the tenant's traffic
   * @param completeness who was heard
   * @param signs who is silent, and what is stored
   * @param resolutions which windows are kept
   */
  public ClickHouseJudge(
      TrafficReads reads,
      CompletenessQuery completeness,
      SignsOfLife signs,
      Resolutions resolutions) {
    this.reads = reads;
    this.completeness = completeness;
    this.signs = signs;
    this.windows = new RuleWindows(resolutions);
    this.concerns = new Concerns(reads, windows, signs.silenceFor());
    this.thresholds = new Thresholds(reads.tenant());
    this.appearances = new Appearances(reads.tenant());
  }

  @Override
  public List<Finding> findings(AlertRule rule, Instant tick, Instant now) throws ReadException {
    return switch (rule.condition()) {
      case Threshold asked -> threshold(asked, tick, now);
      case BurnRate asked -> burnRate(asked, tick, now);
      case Appearance asked -> appearance(asked, tick, now);
      case SilentProxies asked -> silentProxies(asked, tick, now);
      case PipelineLag _ ->
          throw new IllegalArgumentException(rule.name() + " is about no tick, but the present");
    };
  }

  @Override
  public Optional<String> obstacle(AlertRule rule, Instant tick, Instant now) {
    return lengths(rule.condition()).stream()
        .flatMap(length ->
            windows.tooCoarse(tick, length, now).stream()
                .map(kept ->
                    "of that time only windows of %s are kept, too coarse for its window of %d s"
                        .formatted(kept.text(), length.toSeconds())))
        .findFirst();
  }

  /** How far it looks back, by each of its windows. */
  private static List<Duration> lengths(Condition condition) {
    return switch (condition) {
      case Threshold asked -> List.of(asked.over());
      case BurnRate asked -> List.of(asked.shortWindow(), asked.longWindow());
      case Appearance asked -> List.of(asked.over(), asked.over().plus(asked.against()));
      case SilentProxies asked -> List.of(asked.over());
      case PipelineLag _ -> List.of();
    };
  }

  @Override
  public DataState dataState(Instant tick, Instant now) throws ReadException {
    TimeRange range = lately(tick);
    Set<WorkloadName> unreported = completeness.unreported(reads.tenant(), range);
    return new DataState(
        signs.freshThrough(now),
        completeness.heard(reads.tenant(), range, unreported, now).share(),
        signs.silence(tick, Duration.ZERO, unreported, now).workloads());
  }

  @Override
  public boolean isConcerned(AlertRule rule, Set<WorkloadName> silent, Instant tick, Instant now)
      throws ReadException {
    return concerns.isConcerned(rule.condition(), silent, tick, now);
  }

  @Override
  public @Nullable Instant storedThrough(Instant now) throws ReadException {
    return signs.storedThrough(now);
  }

  private static TimeRange lately(Instant tick) {
    Resolution finest = Resolution.TEN_SECONDS;
    return new TimeRange(finest.roundDown(tick.minus(LATELY)), finest.roundUp(tick), finest);
  }

  private List<Finding> threshold(Threshold asked, Instant tick, Instant now) throws ReadException {
    RuleWindows.Window window = windows.upTo(tick, asked.over(), now);
    boolean withLatency = asked.signal() instanceof Signal.Latency;
    List<RuleTraffic> rows = reads.select(window, asked.selector(), withLatency, now);
    return thresholds.findings(asked, rows, window.elapsedSeconds(now));
  }

  private List<Finding> burnRate(BurnRate asked, Instant tick, Instant now) throws ReadException {
    Badness badness = Badness.of(asked.objective().indicator());
    List<RuleTraffic> shortRows = counted(asked, asked.shortWindow(), tick, now);
    if (!BurnRates.isFaster(asked.objective(), badness.events(shortRows), asked.factor())) {
      return List.of();
    }
    List<RuleTraffic> rows = counted(asked, asked.longWindow(), tick, now);
    Events events = badness.events(rows);
    Double value = BurnRates.value(asked.objective(), events);
    if (value == null
        || events.bad() < asked.eventsMin()
        || !BurnRates.isFaster(asked.objective(), events, asked.factor())) {
      return List.of();
    }
    List<String> edges = ConcernedEdges.withBad(reads.tenant(), rows, badness);
    return List.of(new Finding(new TreeMap<>(), value, edges));
  }

  private List<RuleTraffic> counted(BurnRate asked, Duration length, Instant tick, Instant now)
      throws ReadException {
    boolean withLatency = Badness.of(asked.objective().indicator()).needsLatency();
    Selector selector = asked.objective().selector();
    return reads.select(windows.upTo(tick, length, now), selector, withLatency, now).stream()
        .filter(RuleTraffic::counts)
        .toList();
  }

  private List<Finding> appearance(Appearance asked, Instant tick, Instant now)
      throws ReadException {
    RuleWindows.Window window = windows.upTo(tick, asked.over(), now);
    Instant start = window.range().from().minus(asked.against());
    if (!reads.isAnythingBefore(Resolution.TEN_SECONDS.roundDown(start), now)) {
      return List.of();
    }
    List<RuleTraffic> present = reads.select(window, asked.selector(), false, now);
    List<RuleWindows.Window> before = windows.before(window, asked.against(), now);
    List<RuleTraffic> past = new ArrayList<>();
    for (RuleWindows.Window part : before) {
      past.addAll(reads.select(part, asked.selector(), false, now));
    }
    boolean isUnknown = past.isEmpty() && !present.isEmpty() && !isAnythingIn(before, now);
    return isUnknown ? List.of() : appearances.findings(asked.kind(), present, past);
  }

  private boolean isAnythingIn(List<RuleWindows.Window> parts, Instant now) throws ReadException {
    for (RuleWindows.Window part : parts) {
      if (reads.isAnythingIn(part, now)) {
        return true;
      }
    }
    return false;
  }

  private List<Finding> silentProxies(SilentProxies asked, Instant tick, Instant now)
      throws ReadException {
    TimeRange range = windows.upTo(tick, asked.over(), now).range();
    Set<WorkloadName> unreported = completeness.unreported(reads.tenant(), range);
    int silent = signs.silence(tick, asked.over(), unreported, now).nodes();
    return silent > asked.above() ? List.of(unlabeled(silent)) : List.of();
  }

  private static Finding unlabeled(double value) {
    SortedMap<String, String> none = new TreeMap<>();
    return new Finding(none, value, List.of());
  }
}

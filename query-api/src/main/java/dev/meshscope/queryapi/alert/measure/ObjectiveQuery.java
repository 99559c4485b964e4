package dev.meshscope.queryapi.alert.measure;

import dev.meshscope.model.LatencyBuckets;
import dev.meshscope.model.TrafficClass;
import dev.meshscope.queryapi.alert.measure.Badness.Events;
import dev.meshscope.queryapi.alert.measure.ObjectiveStatus.ErrorBudget;
import dev.meshscope.queryapi.alert.rule.Objective;
import dev.meshscope.queryapi.query.AnsweredRange;
import dev.meshscope.queryapi.query.Completeness;
import dev.meshscope.queryapi.query.CompletenessQuery;
import dev.meshscope.queryapi.query.Resolutions;
import dev.meshscope.queryapi.query.TrafficQuestion;
import dev.meshscope.storage.read.ReadException;
import dev.meshscope.storage.read.RuleTraffic;
import dev.meshscope.storage.read.TimeRange;
import dev.meshscope.storage.read.TrafficFilter;
import dev.meshscope.storage.read.View;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How objectives stand, now or at any time of the past. */
public final class ObjectiveQuery {
  private static final String PERIOD = "period";
  private static final String HOUR = "1h";

  private static final Map<String, Duration> WINDOWS = windows();

  private final TrafficReads reads;
  private final CompletenessQuery completeness;
  private final RuleWindows windows;

  /**
   * @param reads of the tenant's traffic, not the judge's: what was read for somebody just before a
   *     tick is not all that the tick sees
   * @param completeness who was heard, and what is stored
   * @param resolutions which windows are kept
   */
  public ObjectiveQuery(
      TrafficReads reads, CompletenessQuery completeness, Resolutions resolutions) {
    this.reads = reads;
    this.completeness = completeness;
    this.windows = new RuleWindows(resolutions);
  }

  /**
   * How objectives stood.
   *
   * @param objectives which; they are answered in that order
   * @param now when it is asked
   */
  public SequencedMap<Objective, ObjectiveStatus> ask(
      List<Objective> objectives, ObjectivePeriod period, Instant now) throws ReadException {
    Request request = new Request(period, now);
    SequencedMap<Objective, ObjectiveStatus> statuses = new LinkedHashMap<>();
    for (Objective objective : objectives) {
      statuses.put(objective, request.status(objective));
    }
    return statuses;
  }

  /**
   * @param lastHour null where it is not known
   */
  static ErrorBudget errorBudget(Objective objective, Events events, @Nullable Events lastHour) {
    BigDecimal allowed = BurnRates.allowedBad(objective, events.total());
    if (events.total() == 0) {
      return new ErrorBudget(0, null, null, null);
    }
    BigDecimal left = allowed.subtract(BigDecimal.valueOf(events.bad()));
    double remaining = left.divide(allowed, MathContext.DECIMAL64).doubleValue();
    double consumed =
        BigDecimal.valueOf(events.bad()).divide(allowed, MathContext.DECIMAL64).doubleValue();
    return new ErrorBudget(
        allowed.doubleValue(), consumed, remaining, exhaustedIn(left.doubleValue(), lastHour));
  }

  /** By bad requests, not by the length of the window: traffic may be younger than that. */
  private static @Nullable Double exhaustedIn(double left, @Nullable Events lastHour) {
    if (left <= 0) {
      return 0.0;
    }
    return lastHour == null || lastHour.bad() == 0
        ? null
        : left * Duration.ofHours(1).toSeconds() / lastHour.bad();
  }

  private static Events counted(Objective objective, List<RuleTraffic> rows) {
    return Badness.of(objective.indicator())
        .events(rows.stream().filter(RuleTraffic::counts).toList());
  }

  private static void put(
      Map<String, Double> rates, String name, Objective objective, Events events) {
    Double rate = BurnRates.value(objective, events);
    if (rate != null) {
      rates.put(name, rate);
    }
  }

  private static ObjectiveStatus.Events events(Objective objective, Events events) {
    long good = events.total() - events.bad();
    return new ObjectiveStatus.Events(
        good,
        events.bad(),
        events.total(),
        events.total() == 0 ? null : (double) good / events.total(),
        Badness.of(objective.indicator()).needsLatency() ? LatencyBuckets.RELATIVE_ERROR : null);
  }

  private static Map<String, Duration> windows() {
    Map<String, Duration> windows = new LinkedHashMap<>();
    windows.put("5m", Duration.ofMinutes(5));
    windows.put("30m", Duration.ofMinutes(30));
    windows.put(HOUR, Duration.ofHours(1));
    windows.put("2h", Duration.ofHours(2));
    windows.put("6h", Duration.ofHours(6));
    windows.put("1d", Duration.ofDays(1));
    windows.put("3d", Duration.ofDays(3));
    return windows;
  }

  /** One question about some objectives. One owner, not thread-safe. */
  private final class Request {
    private final ObjectivePeriod period;
    private final Instant now;
    private final Map<TimeRange, Completeness> known = new HashMap<>();

    Request(ObjectivePeriod period, Instant now) {
      this.period = period;
      this.now = now;
    }

    ObjectiveStatus status(Objective objective) throws ReadException {
      RuleWindows.Window window = window(objective);
      List<RuleTraffic> rows = rows(objective, window);
      Events events = counted(objective, rows);
      Map<String, Events> parts = parts(objective);
      Map<String, Double> burnRates = new LinkedHashMap<>();
      parts.forEach((name, part) -> put(burnRates, name, objective, part));
      put(burnRates, PERIOD, objective, events);
      TimeRange range = window.range();
      return new ObjectiveStatus(
          new AnsweredRange(range.from(), range.to(), range.resolution().text()),
          ObjectiveQuery.events(objective, events),
          budget(objective, events, parts.get(HOUR)),
          burnRates,
          completeness(range)
              .withLate(
                  rows.stream().mapToLong(row -> row.sums().late()).sum(),
                  rows.stream().mapToLong(row -> row.sums().requests()).sum()));
    }

    private RuleWindows.Window window(Objective objective) {
      return switch (period) {
        case ObjectivePeriod.OwnWindow(Instant end) ->
            windows.exactlyUpTo(end, objective.window(), now);
        case ObjectivePeriod.Between(Instant from, Instant to) -> windows.between(from, to, now);
      };
    }

    private ErrorBudget budget(Objective objective, Events events, @Nullable Events lastHour) {
      ErrorBudget budget = errorBudget(objective, events, lastHour);
      return switch (period) {
        case ObjectivePeriod.OwnWindow _ -> budget;
        case ObjectivePeriod.Between _ -> budget.withoutForecast();
      };
    }

    /** Of the windows of burn rates those that are kept finely enough. */
    private Map<String, Events> parts(Objective objective) throws ReadException {
      Map<String, Events> parts = new LinkedHashMap<>();
      for (var one : WINDOWS.entrySet()) {
        RuleWindows.Window part = windows.exactlyUpTo(end(), one.getValue(), now);
        if (part.isAbout(one.getValue())) {
          parts.put(one.getKey(), counted(objective, rows(objective, part)));
        }
      }
      return parts;
    }

    /** Where burn rates end: nothing is known of later times. */
    private Instant end() {
      return switch (period) {
        case ObjectivePeriod.OwnWindow(Instant end) -> end;
        case ObjectivePeriod.Between(_, Instant to) -> to.isBefore(now) ? to : now;
      };
    }

    private List<RuleTraffic> rows(Objective objective, RuleWindows.Window window)
        throws ReadException {
      boolean withLatency = Badness.of(objective.indicator()).needsLatency();
      return reads.select(window, objective.selector(), withLatency, now);
    }

    /** Asked once for all objectives of a range; which part came late is not in it. */
    private Completeness completeness(TimeRange range) throws ReadException {
      Completeness before = known.get(range);
      if (before != null) {
        return before;
      }
      TrafficFilter filter =
          new TrafficFilter(
              reads.tenant(), range, Set.of(TrafficClass.LIVE), List.of(), List.of(), List.of());
      Completeness asked = completeness.ask(new TrafficQuestion(filter, View.BEST, now));
      known.put(range, asked);
      return asked;
    }
  }
}

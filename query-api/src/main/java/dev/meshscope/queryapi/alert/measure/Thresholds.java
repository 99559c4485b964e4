package dev.meshscope.queryapi.alert.measure;

import dev.meshscope.model.Cause;
import dev.meshscope.model.Counts;
import dev.meshscope.queryapi.alert.evaluate.Judge.Finding;
import dev.meshscope.queryapi.alert.rule.Condition.Threshold;
import dev.meshscope.queryapi.alert.rule.Selector;
import dev.meshscope.queryapi.alert.rule.Selector.Each;
import dev.meshscope.queryapi.alert.rule.Signal;
import dev.meshscope.storage.read.RuleTraffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Signals of selected traffic against a bound. */
final class Thresholds {
  private static final double NANOS_PER_MILLI = 1e6;

  private final String tenant;

  /**
   * @param tenant whose edges
   */
  Thresholds(String tenant) {
    this.tenant = tenant;
  }

  /**
   * What is beyond the bound.
   *
   * @param rows of the selected traffic
   * @param seconds that they are of
   */
  List<Finding> findings(Threshold asked, List<RuleTraffic> rows, double seconds) {
    List<Finding> findings = new ArrayList<>();
    groups(asked, rows)
        .forEach((labels, group) -> {
          Double value = value(asked.signal(), group, seconds);
          if (value != null
              && requests(group) >= asked.requestsMin()
              && asked.bound().isPassedBy(value)) {
            findings.add(new Finding(labels, value, edges(asked, group)));
          }
        });
    return findings;
  }

  /** The value of a signal; null where it cannot be computed. */
  static @Nullable Double value(Signal signal, List<RuleTraffic> rows, double seconds) {
    return switch (signal) {
      case Signal.RequestRate() -> seconds > 0 ? requests(rows) / seconds : null;
      case Signal.ErrorRatio(Set<Cause> causes) -> ratio(new Badness.Failed(causes).events(rows));
      case Signal.Latency(double quantile) -> Quantiles.millis(latency(rows), quantile);
      case Signal.RetryAmplification() -> amplification(new Badness.Retried().events(rows));
      case Signal.Requests(Set<Cause> causes) ->
          requests(rows) == 0 ? null : (double) new Badness.Failed(causes).events(rows).bad();
    };
  }

  private static Map<SortedMap<String, String>, List<RuleTraffic>> groups(
      Threshold asked, List<RuleTraffic> rows) {
    Map<SortedMap<String, String>, List<RuleTraffic>> groups = new LinkedHashMap<>();
    if (isKnownWithoutRows(asked)) {
      groups.put(new TreeMap<>(), new ArrayList<>());
    }
    for (RuleTraffic row : rows) {
      if (row.counts()) {
        Selections.labels(asked.selector().each(), row.key())
            .ifPresent(
                labels -> groups.computeIfAbsent(labels, absent -> new ArrayList<>()).add(row));
      }
    }
    return groups;
  }

  /** A named service that nobody calls has a rate of 0; of others nothing is known then. */
  private static boolean isKnownWithoutRows(Threshold asked) {
    Selector selector = asked.selector();
    return asked.signal() instanceof Signal.RequestRate
        && selector.each() == Each.NOTHING
        && selector.service().isPresent();
  }

  private List<String> edges(Threshold asked, List<RuleTraffic> group) {
    Badness badness = badness(asked);
    return asked.bound().isUpper()
        ? ConcernedEdges.withBad(tenant, group, badness)
        : ConcernedEdges.all(tenant, group, badness);
  }

  private static Badness badness(Threshold asked) {
    return switch (asked.signal()) {
      case Signal.RequestRate() -> new Badness.Any();
      case Signal.ErrorRatio(Set<Cause> causes) -> new Badness.Failed(causes);
      case Signal.Latency _ ->
          new Badness.Slow(Duration.ofNanos((long) (asked.bound().value() * NANOS_PER_MILLI)));
      case Signal.RetryAmplification() -> new Badness.Retried();
      case Signal.Requests(Set<Cause> causes) -> new Badness.Failed(causes);
    };
  }

  private static long requests(List<RuleTraffic> rows) {
    return rows.stream().mapToLong(row -> row.sums().requests()).sum();
  }

  private static Counts latency(List<RuleTraffic> rows) {
    Counts latency = new Counts();
    rows.forEach(row -> latency.merge(row.sums().latency()));
    return latency;
  }

  private static @Nullable Double ratio(Badness.Events events) {
    return events.total() == 0 ? null : (double) events.bad() / events.total();
  }

  private static @Nullable Double amplification(Badness.Events events) {
    return events.total() == 0 ? null : (double) (events.bad() + events.total()) / events.total();
  }
}

package dev.meshscope.queryapi.alert.measure;

import dev.meshscope.model.Cause;
import dev.meshscope.model.Counts;
import dev.meshscope.model.LatencyBuckets;
import dev.meshscope.model.Outcome;
import dev.meshscope.model.Protocol;
import dev.meshscope.queryapi.alert.rule.Indicator;
import dev.meshscope.storage.read.RuleTraffic;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** How many of some requests are bad, and of how many that can be said. */
sealed interface Badness {
  /** How many are bad. */
  long bad(RuleTraffic row);

  /** Of how many it can be said whether they are bad. */
  long total(RuleTraffic row);

  /** Whether rows need their durations for it. */
  boolean needsLatency();

  /** What an indicator calls bad. */
  static Badness of(Indicator indicator) {
    return switch (indicator) {
      case Indicator.Availability(Set<Cause> causes) -> new Failed(causes);
      case Indicator.Latency(Duration below) -> new Slow(below);
    };
  }

  /** Bad and total of rows together. */
  default Events events(List<RuleTraffic> rows) {
    long bad = 0;
    long total = 0;
    for (RuleTraffic row : rows) {
      bad += bad(row);
      total += total(row);
    }
    return new Events(bad, total);
  }

  /**
   * Failed requests.
   *
   * @param causes those with one of these causes; empty for every error by the success rule
   */
  record Failed(Set<Cause> causes) implements Badness {
    public Failed {
      causes = Set.copyOf(causes);
    }

    @Override
    public long bad(RuleTraffic row) {
      Protocol protocol = row.key().traits().protocol();
      Counts outcomes = row.sums().outcomes();
      long bad = 0;
      for (int outcome : outcomes.sortedKeys()) {
        boolean isBad =
            causes.isEmpty()
                ? Outcome.isError(outcome, protocol)
                : causes.contains(Outcome.cause(outcome));
        bad += isBad ? outcomes.get(outcome) : 0;
      }
      return bad;
    }

    @Override
    public long total(RuleTraffic row) {
      return row.sums().requests();
    }

    @Override
    public boolean needsLatency() {
      return false;
    }
  }

  /**
   * Requests whose bucket lies wholly above a duration; of those without a duration nothing can be
   * said. One that took up to 2.02 % longer than the bound may share a bucket with it and so count
   * as good.
   *
   * @param below the bound
   */
  record Slow(Duration below) implements Badness {
    @Override
    public long bad(RuleTraffic row) {
      Counts latency = row.sums().latency();
      int bound = LatencyBuckets.index(below.toNanos());
      long bad = 0;
      for (int bucket : latency.sortedKeys()) {
        bad += bucket > bound ? latency.get(bucket) : 0;
      }
      return bad;
    }

    @Override
    public long total(RuleTraffic row) {
      return row.sums().latency().total();
    }

    @Override
    public boolean needsLatency() {
      return true;
    }
  }

  /** All requests. */
  record Any() implements Badness {
    @Override
    public long bad(RuleTraffic row) {
      return row.sums().requests();
    }

    @Override
    public long total(RuleTraffic row) {
      return row.sums().requests();
    }

    @Override
    public boolean needsLatency() {
      return false;
    }
  }

  /** Tries beyond the first one, as callers saw them. */
  record Retried() implements Badness {
    @Override
    public long bad(RuleTraffic row) {
      return Math.max(0, row.sums().attempts() - total(row));
    }

    @Override
    public long total(RuleTraffic row) {
      return switch (row.reporter()) {
        case SOURCE -> row.sums().requests();
        case DESTINATION, WAYPOINT -> 0;
      };
    }

    @Override
    public boolean needsLatency() {
      return false;
    }
  }

  /**
   * What happened.
   *
   * @param bad of the total
   * @param total 0 or more
   */
  record Events(long bad, long total) {}
}

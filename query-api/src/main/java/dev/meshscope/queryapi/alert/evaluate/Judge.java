package dev.meshscope.queryapi.alert.evaluate;

import dev.meshscope.queryapi.alert.rule.AlertRule;
import dev.meshscope.storage.read.ReadException;
import dev.meshscope.storage.read.WorkloadName;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Says what of a rule holds at a time. The same question has the same answer on the same data. */
public interface Judge {
  /**
   * Everything that the rule's condition holds for at a tick.
   *
   * @param rule not one on the pipeline's lag: that is about the present, see {@link
   *     #storedThrough}
   * @param tick windows end here
   * @param now when it is asked
   * @throws ReadException when the tables cannot be read: then nothing is known
   */
  List<Finding> findings(AlertRule rule, Instant tick, Instant now) throws ReadException;

  /**
   * Why a rule cannot be measured at a tick of long ago, though it could then: what is still kept
   * is too coarse for one of its windows. Empty for recent ticks, so only who looks back asks.
   */
  default Optional<String> obstacle(AlertRule rule, Instant tick, Instant now) {
    return Optional.empty();
  }

  /**
   * What the data of a tick lacks.
   *
   * @throws ReadException when the tables cannot be read
   */
  DataState dataState(Instant tick, Instant now) throws ReadException;

  /**
   * Whether a rule could hold, if those who are silent had spoken.
   *
   * @param silent workloads, at least one
   * @throws ReadException when the tables cannot be read
   */
  boolean isConcerned(AlertRule rule, Set<WorkloadName> silent, Instant tick, Instant now)
      throws ReadException;

  /**
   * Everything that collectors received before it is stored; null when unknown, as where none was
   * heard of. One that crashed counts until its proxies are heard again.
   *
   * @throws ReadException when the tables cannot be read
   */
  @Nullable Instant storedThrough(Instant now) throws ReadException;

  /**
   * One thing that a condition holds for.
   *
   * @param labels tell it from the rule's others: service, source, destination, version, entry,
   *     objective … as the condition says; without those of the rule
   * @param value as the condition measured it
   * @param edges ids of the edges concerned, by workload; at most 50
   */
  record Finding(SortedMap<String, String> labels, double value, List<String> edges) {
    public Finding {
      labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
      edges = List.copyOf(edges);
    }
  }

  /**
   * What the data of a tick lacks.
   *
   * @param freshThrough everything received before it is stored; null when unknown, as where no
   *     collector has a stream
   * @param reportersShare part of the expected proxies that were heard in the five minutes before
   *     the tick, 0–1; null when none was expected
   * @param silent workloads that should say something and do not
   */
  record DataState(
      @Nullable Instant freshThrough, @Nullable Double reportersShare, Set<WorkloadName> silent) {
    public DataState {
      silent = Set.copyOf(silent);
    }

    /** Where nobody is silent. */
    public DataState(@Nullable Instant freshThrough, @Nullable Double reportersShare) {
      this(freshThrough, reportersShare, Set.of());
    }

    /** Whether all that was received is stored. */
    public boolean isFresh(Instant tick) {
      return freshThrough != null && !freshThrough.isBefore(tick);
    }

    /** Whether nothing is missing that was received or expected, whichever rule asks. */
    public boolean isComplete(Instant tick) {
      return isFresh(tick) && silent.isEmpty();
    }
  }
}

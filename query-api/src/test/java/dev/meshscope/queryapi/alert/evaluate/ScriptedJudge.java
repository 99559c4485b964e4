package dev.meshscope.queryapi.alert.evaluate;

import dev.meshscope.queryapi.alert.rule.AlertRule;
import dev.meshscope.storage.read.ReadException;
import dev.meshscope.storage.read.WorkloadName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Answers from a script: a question about the same time has the same answer, as on the same data.
 */
final class ScriptedJudge implements Judge {
  /** When rules hold, by name. */
  final Map<String, Predicate<Instant>> scripts = new ConcurrentHashMap<>();

  /** Every tick that was asked for, with its rule's name before it. */
  final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();

  final AtomicInteger dataStates = new AtomicInteger();

  /** What is missing of a tick, as seen now. */
  volatile Function<Instant, DataState> data = Rules::complete;

  /** Rules that those who are silent do not concern, by name. */
  final Set<String> unconcerned = ConcurrentHashMap.newKeySet();

  /** Rules that were asked whether they are concerned. */
  final ConcurrentLinkedQueue<String> concerns = new ConcurrentLinkedQueue<>();

  /** Up to when everything is stored, as seen at a time. */
  volatile Function<Instant, @Nullable Instant> stored = now -> now;

  volatile boolean isAway;

  /** Tells the findings of one judge from those of another. */
  private final double value;

  ScriptedJudge(double value) {
    this.value = value;
  }

  @Override
  public List<Finding> findings(AlertRule rule, Instant tick, Instant now) throws ReadException {
    answer();
    asked.add(rule.name() + " " + tick);
    boolean holds = scripts.getOrDefault(rule.name(), _ -> false).test(tick);
    return holds
        ? List.of(new Finding(new TreeMap<>(Map.of("service", "cart")), value, List.of()))
        : List.of();
  }

  @Override
  public DataState dataState(Instant tick, Instant now) throws ReadException {
    dataStates.incrementAndGet();
    answer();
    return data.apply(tick);
  }

  @Override
  public boolean isConcerned(AlertRule rule, Set<WorkloadName> silent, Instant tick, Instant now)
      throws ReadException {
    answer();
    concerns.add(rule.name());
    return !unconcerned.contains(rule.name());
  }

  @Override
  public @Nullable Instant storedThrough(Instant now) throws ReadException {
    answer();
    return stored.apply(now);
  }

  private void answer() throws ReadException {
    if (isAway) {
      throw FailedReads.away();
    }
  }
}

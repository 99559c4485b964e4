package dev.meshscope.queryapi.alert.evaluate;

import dev.meshscope.queryapi.alert.rule.AlertRule;
import dev.meshscope.storage.read.ReadException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Says what of a rule holds at a time. The same question has the same answer on the same data. */
public interface Judge {
  /**
   * Everything that the rule's condition holds for at a tick.
   *
   * @param tick windows end here
   * @param now when it is asked; {@code PipelineLag} is about this time
   * @throws ReadException when the tables cannot be read: then nothing is known
   */
  List<Finding> findings(AlertRule rule, Instant tick, Instant now) throws ReadException;

  /**
   * What the data of a tick lacks.
   *
   * @throws ReadException when the tables cannot be read
   */
  DataState dataState(Instant tick, Instant now) throws ReadException;

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
   */
  record DataState(@Nullable Instant freshThrough, @Nullable Double reportersShare) {
    /** Whether nothing is missing that was received or expected. */
    public boolean isComplete(Instant tick) {
      return freshThrough != null
          && !freshThrough.isBefore(tick)
          && (reportersShare == null || reportersShare >= 1);
    }
  }
}

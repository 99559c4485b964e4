package dev.meshscope.aggregator.aggregate;

import dev.meshscope.model.DeltaBatch;
import dev.meshscope.model.EdgeCounts;
import dev.meshscope.model.EdgeDelta;
import dev.meshscope.model.EdgeKey;
import dev.meshscope.model.EdgeSeries;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Everything that some deltas add up to: what is stored in the end. */
final class MergedDeltas {
  private static final int DIFFERENCES_MAX = 3;

  private final Map<Row, EdgeCounts> rows = new HashMap<>();

  void add(DeltaBatch batch) {
    for (EdgeDelta delta : batch.deltas()) {
      counts(batch.tenant(), delta.series(), delta.windowSeconds()).merge(delta.counts());
    }
  }

  EdgeCounts counts(String tenant, EdgeSeries series, long windowSeconds) {
    return rows.computeIfAbsent(new Row(tenant, series, windowSeconds), _ -> new EdgeCounts());
  }

  long requests() {
    return rows.values().stream().mapToLong(EdgeCounts::requests).sum();
  }

  /** The names of the workloads that called. */
  Set<String> sources() {
    return rows.keySet().stream()
        .map(row -> row.series().key().source().name())
        .collect(Collectors.toSet());
  }

  /** Requests by the name of the workload that called and the way they came in. */
  Map<String, Long> entries() {
    return rows.entrySet().stream()
        .collect(
            Collectors.groupingBy(
                row -> {
                  EdgeKey key = row.getKey().series().key();
                  return key.source().name() + " " + key.traits().entry().text();
                },
                Collectors.summingLong(row -> row.getValue().requests())));
  }

  /** Where the other differs, one line each, not all of them. */
  List<String> differences(MergedDeltas other) {
    Set<Row> all = new LinkedHashSet<>(rows.keySet());
    all.addAll(other.rows.keySet());
    return all.stream()
        .filter(row -> !Objects.equals(rows.get(row), other.rows.get(row)))
        .limit(DIFFERENCES_MAX)
        .map(row -> "%s: %s, not %s".formatted(row, other.rows.get(row), rows.get(row)))
        .toList();
  }

  record Row(String tenant, EdgeSeries series, long windowSeconds) {}
}

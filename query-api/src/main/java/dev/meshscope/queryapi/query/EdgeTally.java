package dev.meshscope.queryapi.query;

import dev.meshscope.model.EdgeKey;
import dev.meshscope.model.EdgeTraits;
import dev.meshscope.model.Grouping;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.ServiceName;
import dev.meshscope.queryapi.query.GraphEdge.CalledService;
import dev.meshscope.storage.read.EdgeTotals;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Adds the rows of all reporters up to one edge. One owner, not thread-safe. */
final class EdgeTally {
  private static final String MIXED = "mixed";

  private final String id;
  private final EdgeKey first;
  private final Tally counted = new Tally();
  private final Set<Reporter> countedReporters = EnumSet.noneOf(Reporter.class);
  private final Set<Reporter> reporters = EnumSet.noneOf(Reporter.class);
  private final SortedMap<Integer, Long> requestsByPort = new TreeMap<>();
  private final SecurityTally security = new SecurityTally();
  private long requestsBySource;
  private long requestsByDestination;
  private long attempts;

  /**
   * @param id the edge's id
   * @param first the key of any of its rows
   */
  EdgeTally(String id, EdgeKey first) {
    this.id = id;
    this.first = first;
  }

  void add(EdgeTotals row) {
    reporters.add(row.reporter());
    security.add(row.security());
    if (row.counts()) {
      countedReporters.add(row.reporter());
      counted.add(row.key().traits().protocol(), row.sums());
    }
    switch (row.reporter()) {
      case SOURCE -> addSource(row);
      case DESTINATION -> requestsByDestination += row.sums().requests();
      case WAYPOINT -> {}
    }
  }

  EdgeKey first() {
    return first;
  }

  Tally counted() {
    return counted;
  }

  /** Whether rows of that reporter are among those added. */
  boolean isReportedBy(Reporter reporter) {
    return reporters.contains(reporter);
  }

  /**
   * The edge as the answer shows it.
   *
   * @param source the calling node's id
   * @param destination the called node's id
   */
  GraphEdge edge(String source, String destination, Grouping grouping, double seconds) {
    EdgeTraits traits = first.traits();
    return new GraphEdge(
        id,
        source,
        destination,
        service(grouping),
        traits.protocol().text(),
        traits.trafficClass().text(),
        present(traits.entry().text()),
        present(traits.exit().text()),
        security.security(),
        view(),
        counted.requests(),
        ifReported(Reporter.SOURCE, requestsBySource),
        ifReported(Reporter.DESTINATION, requestsByDestination),
        ifReported(Reporter.SOURCE, attempts),
        counted.responses(),
        counted.causes(),
        counted.errors(),
        Rates.perSecond(counted.requests(), seconds),
        counted.errorRatio(),
        counted.latency());
  }

  private void addSource(EdgeTotals row) {
    requestsBySource += row.sums().requests();
    attempts += row.sums().attempts();
    if (row.port() != 0) {
      requestsByPort.merge(row.port(), row.sums().requests(), Long::sum);
    }
  }

  private @Nullable Long ifReported(Reporter reporter, long count) {
    return isReportedBy(reporter) ? count : null;
  }

  /** Whose rows count; of an edge whose rows were all left out, whose those were. */
  private String view() {
    Set<Reporter> seen = countedReporters.isEmpty() ? reporters : countedReporters;
    return seen.size() == 1 ? seen.iterator().next().text() : MIXED;
  }

  private @Nullable CalledService service(Grouping grouping) {
    ServiceName service = first.service();
    boolean isTold =
        switch (grouping) {
          case WORKLOAD, VERSION, SERVICE -> !service.name().isEmpty();
          case NAMESPACE, CLUSTER -> false;
        };
    return isTold ? new CalledService(present(service.namespace()), service.name(), port()) : null;
  }

  private @Nullable Integer port() {
    return requestsByPort.entrySet().stream()
        .max(Map.Entry.comparingByValue(Comparator.<Long>naturalOrder()))
        .map(Map.Entry::getKey)
        .orElse(null);
  }

  private static @Nullable String present(String text) {
    return text.isEmpty() ? null : text;
  }
}

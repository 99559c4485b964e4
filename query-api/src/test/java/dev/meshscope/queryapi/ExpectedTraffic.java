package dev.meshscope.queryapi;

import dev.meshscope.model.EdgeKey;
import dev.meshscope.model.EdgeSeries;
import dev.meshscope.model.EdgeTraits;
import dev.meshscope.model.Protocol;
import dev.meshscope.model.Reporter;
import dev.meshscope.model.ServiceName;
import dev.meshscope.model.TrafficClass;
import dev.meshscope.model.Workload;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The plain model: which reports are in question and which of them count, straight from the rule,
 * by comparing each series with each other.
 */
final class ExpectedTraffic {
  private static final long MICROS = 1_000_000;

  private final List<Report> inRange;
  private final Map<EdgeSeries, Boolean> counts = new HashMap<>();

  /**
   * @param reports all there are
   * @param from start of the range
   * @param to its end, exclusive
   * @param classes that are asked for
   */
  ExpectedTraffic(List<Report> reports, Instant from, Instant to, Set<TrafficClass> classes) {
    inRange =
        reports.stream()
            .filter(report -> report.endMicros() >= from.getEpochSecond() * MICROS)
            .filter(report -> report.endMicros() < to.getEpochSecond() * MICROS)
            .filter(report -> classes.contains(traits(report.series()).trafficClass()))
            .toList();
    Set<EdgeSeries> all = new HashSet<>();
    inRange.forEach(report -> all.add(report.series()));
    for (EdgeSeries series : all) {
      counts.put(series, all.stream().noneMatch(other -> isLeftOutFor(series, other)));
    }
  }

  /** The reports in question that match. */
  List<Report> matching(Predicate<EdgeSeries> filter) {
    return inRange.stream().filter(report -> filter.test(report.series())).toList();
  }

  /** Whether a report counts in a view: best, or that of one reporter. */
  boolean counts(Report report, String view) {
    return view.equals("best")
        ? counts.getOrDefault(report.series(), false)
        : report.series().reporter().text().equals(view);
  }

  /** Whether a call is told by the other series on the caller's side already. */
  private static boolean isLeftOutFor(EdgeSeries series, EdgeSeries other) {
    boolean isBetter =
        switch (other.reporter()) {
          case SOURCE -> series.reporter() != Reporter.SOURCE;
          case WAYPOINT -> series.reporter() == Reporter.DESTINATION;
          case DESTINATION -> false;
        };
    return isBetter && isSameCall(series, other);
  }

  private static boolean isSameCall(EdgeSeries one, EdgeSeries other) {
    EdgeKey a = one.key();
    EdgeKey b = other.key();
    return traits(one).trafficClass() == traits(other).trafficClass()
        && isTcp(one) == isTcp(other)
        && isSame(a.source(), b.source())
        && (isSame(a.destination(), b.destination()) || isSame(a.service(), b.service()));
  }

  private static boolean isSame(Workload one, Workload other) {
    return !one.name().isEmpty()
        && one.name().equals(other.name())
        && one.namespace().equals(other.namespace())
        && one.cluster().equals(other.cluster());
  }

  private static boolean isSame(ServiceName one, ServiceName other) {
    return !one.name().isEmpty() && one.equals(other);
  }

  private static boolean isTcp(EdgeSeries series) {
    return traits(series).protocol() == Protocol.TCP;
  }

  private static EdgeTraits traits(EdgeSeries series) {
    return series.key().traits();
  }

  /** The namespaces that an edge touches. */
  static Set<String> namespaces(EdgeSeries series) {
    EdgeKey key = series.key();
    String to = key.destination().namespace();
    return new HashSet<>(
        List.of(key.source().namespace(), to.isEmpty() ? key.service().namespace() : to));
  }

  /** The clusters that an edge touches. */
  static Set<String> clusters(EdgeSeries series) {
    return new HashSet<>(
        List.of(series.key().source().cluster(), series.key().destination().cluster()));
  }
}

package dev.meshscope.queryapi.query;

import dev.meshscope.queryapi.query.LatencyBands.Band;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code /edges/{id}/latency}: how many requests took how long, over time.
 *
 * @param range when
 * @param step length of a point
 * @param reporter whose view was asked for
 * @param completeness how complete the answer is
 * @param edge what was asked about
 * @param bands of durations, fastest first; none without samples
 * @param total over the whole range
 * @param points one per step that has begun
 */
public record LatencyDistribution(
    AnsweredRange range,
    String step,
    String reporter,
    Completeness completeness,
    SignalSeries.Edge edge,
    List<Band> bands,
    Point total,
    List<Point> points) {

  /**
   * Durations of requests in some time.
   *
   * @param at start of the step; absent for the whole range
   * @param counts requests per band; empty without samples
   * @param latency absent without samples
   */
  public record Point(@Nullable Instant at, List<Long> counts, @Nullable LatencySummary latency) {
    static Point of(@Nullable Instant at, Tally tally, LatencyBands bands) {
      return new Point(at, bands.counts(tally.durations()), tally.latency());
    }
  }
}

package dev.meshscope.queryapi.query;

import dev.meshscope.model.Grouping;
import dev.meshscope.storage.read.ClickHouseReader;
import dev.meshscope.storage.read.ReadException;
import dev.meshscope.storage.read.SelectEdge;
import dev.meshscope.storage.read.TrafficScope;
import java.time.Duration;
import java.util.Optional;

/** How the durations of one edge's requests are distributed, over time. */
public final class LatencyQuery {
  private final ClickHouseReader reader;
  private final CompletenessQuery completeness;

  public LatencyQuery(ClickHouseReader reader, CompletenessQuery completeness) {
    this.reader = reader;
    this.completeness = completeness;
  }

  /**
   * The distribution; empty if no such edge was ever stored.
   *
   * @param resolution length of the points and most bands of durations
   */
  public Optional<LatencyDistribution> ask(
      TrafficQuestion question, String id, Grouping grouping, Resolution resolution)
      throws ReadException {
    Optional<TrafficScope.Edge> edge = reader.read(new SelectEdge(question.tenant(), id, grouping));
    if (edge.isEmpty()) {
      return Optional.empty();
    }
    TalliedSteps steps = TalliedSteps.read(reader, question, edge.get(), resolution.step());
    LatencyBands bands = LatencyBands.over(steps.total().durations(), resolution.bandsMax());
    return Optional.of(
        new LatencyDistribution(
            AnsweredRange.of(question.range()),
            Steps.text(resolution.step()),
            question.view().text(),
            completeness.ask(question, steps.lateShare()),
            new SignalSeries.Edge(id, grouping.text()),
            bands.bands(),
            LatencyDistribution.Point.of(null, steps.total(), bands),
            steps.points((at, tally, _) -> LatencyDistribution.Point.of(at, tally, bands))));
  }

  /**
   * How fine an answer is.
   *
   * @param step length of a point
   * @param bandsMax most bands of durations, at least 1
   */
  public record Resolution(Duration step, int bandsMax) {}
}

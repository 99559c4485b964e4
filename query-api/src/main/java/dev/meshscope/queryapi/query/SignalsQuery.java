package dev.meshscope.queryapi.query;

import dev.meshscope.model.Grouping;
import dev.meshscope.model.ServiceName;
import dev.meshscope.storage.read.ClickHouseReader;
import dev.meshscope.storage.read.ReadException;
import dev.meshscope.storage.read.SelectEdge;
import dev.meshscope.storage.read.SelectSeries;
import dev.meshscope.storage.read.SeriesStep;
import dev.meshscope.storage.read.TrafficScope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How some traffic went over time. */
public final class SignalsQuery {
  private final ClickHouseReader reader;
  private final CompletenessQuery completeness;

  public SignalsQuery(ClickHouseReader reader, CompletenessQuery completeness) {
    this.reader = reader;
    this.completeness = completeness;
  }

  /** Of all calls to a service. */
  public SignalSeries ofService(TrafficQuestion question, ServiceName service, Duration step)
      throws ReadException {
    String namespace = service.namespace().isEmpty() ? null : service.namespace();
    return series(
        question,
        new TrafficScope.Callers(service),
        step,
        new About(new SignalSeries.Service(namespace, service.name()), null));
  }

  /** Of one edge; empty if no such edge was ever stored. */
  public Optional<SignalSeries> ofEdge(
      TrafficQuestion question, String id, Grouping grouping, Duration step) throws ReadException {
    Optional<TrafficScope.Edge> edge = reader.read(new SelectEdge(question.tenant(), id, grouping));
    if (edge.isEmpty()) {
      return Optional.empty();
    }
    About about = new About(null, new SignalSeries.Edge(id, grouping.text()));
    return Optional.of(series(question, edge.get(), step, about));
  }

  private SignalSeries series(
      TrafficQuestion question, TrafficScope scope, Duration step, About about)
      throws ReadException {
    Tally total = new Tally();
    Map<Integer, Tally> tallies = new HashMap<>();
    SelectSeries select = new SelectSeries(question.filter(), question.view(), scope, step);
    for (SeriesStep row : reader.read(select)) {
      total.add(row.protocol(), row.sums());
      tallies.computeIfAbsent(row.index(), absent -> new Tally()).add(row.protocol(), row.sums());
    }
    LateShare late = new LateShare();
    late.add(total.late(), total.requests());
    return new SignalSeries(
        AnsweredRange.of(question.range()),
        Steps.text(step),
        question.view().text(),
        completeness.ask(question, late),
        about.service(),
        about.edge(),
        GoldenSignals.of(null, total, question.elapsedSeconds()),
        points(question, step, tallies));
  }

  /** A step without rows is told as such; one that has not begun is left out. */
  private static List<GoldenSignals> points(
      TrafficQuestion question, Duration step, Map<Integer, Tally> tallies) {
    List<GoldenSignals> points = new ArrayList<>();
    Instant to = question.range().to();
    Instant from = question.range().from();
    for (int index = 0; from.isBefore(to); index++) {
      Instant next = from.plus(step);
      Instant end = next.isBefore(to) ? next : to;
      double seconds = question.elapsedSeconds(from, end);
      Tally tally = tallies.getOrDefault(index, new Tally());
      if (seconds > 0 || tally.requests() > 0) {
        points.add(GoldenSignals.of(from, tally, seconds));
      }
      from = next;
    }
    return points;
  }

  /** What a series is about: one of both. */
  private record About(SignalSeries.@Nullable Service service, SignalSeries.@Nullable Edge edge) {}
}

package dev.meshscope.queryapi.query;

import dev.meshscope.model.Grouping;
import dev.meshscope.model.ServiceName;
import dev.meshscope.storage.read.ClickHouseReader;
import dev.meshscope.storage.read.ReadException;
import dev.meshscope.storage.read.SelectEdge;
import dev.meshscope.storage.read.SelectServiceKnown;
import dev.meshscope.storage.read.TrafficScope;
import java.time.Duration;
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

  /** Of all calls to a service; empty if it was never stored. */
  public Optional<SignalSeries> ofService(
      TrafficQuestion question, ServiceName service, Duration step) throws ReadException {
    if (!reader.read(new SelectServiceKnown(question.tenant(), service))) {
      return Optional.empty();
    }
    String namespace = service.namespace().isEmpty() ? null : service.namespace();
    About about = new About(new SignalSeries.Service(namespace, service.name()), null);
    return Optional.of(series(question, new TrafficScope.Callers(service), step, about));
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
    TalliedSteps steps = TalliedSteps.read(reader, question, scope, step);
    return new SignalSeries(
        AnsweredRange.of(question.range()),
        Steps.text(step),
        question.view().text(),
        completeness.ask(question, steps.lateShare()),
        about.service(),
        about.edge(),
        GoldenSignals.of(null, steps.total(), question.elapsedSeconds()),
        steps.points(GoldenSignals::of));
  }

  /** What a series is about: one of both. */
  private record About(SignalSeries.@Nullable Service service, SignalSeries.@Nullable Edge edge) {}
}

package dev.meshscope.queryapi.query;

import dev.meshscope.model.Grouping;
import dev.meshscope.storage.read.ClickHouseReader;
import dev.meshscope.storage.read.EdgeTotals;
import dev.meshscope.storage.read.ReadException;
import dev.meshscope.storage.read.SelectEdgeTotals;

/** Who calls whom, and how it goes. */
public final class TopologyQuery {
  private final ClickHouseReader reader;
  private final CompletenessQuery completeness;

  public TopologyQuery(ClickHouseReader reader, CompletenessQuery completeness) {
    this.reader = reader;
    this.completeness = completeness;
  }

  /** The graph of the asked traffic. */
  public ServiceGraph ask(TrafficQuestion question, Grouping grouping) throws ReadException {
    GraphBuilder builder = new GraphBuilder(question.tenant(), grouping, question.view());
    LateShare late = new LateShare();
    for (EdgeTotals row : reader.read(new SelectEdgeTotals(question.filter(), question.view()))) {
      builder.add(row);
      late.add(row.sums().late(), row.sums().requests());
    }
    GraphBuilder.Graph graph = builder.build(question.elapsedSeconds());
    return new ServiceGraph(
        AnsweredRange.of(question.range()),
        grouping.text(),
        question.view().text(),
        completeness.ask(question, late),
        graph.nodes(),
        graph.edges());
  }
}

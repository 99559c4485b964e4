package dev.meshscope.aggregator.aggregate;

import dev.meshscope.model.EdgeCounts;
import dev.meshscope.model.EdgeDelta;
import dev.meshscope.model.EdgeReference;
import dev.meshscope.model.EdgeSeries;
import dev.meshscope.model.Flow;
import dev.meshscope.model.Party;
import dev.meshscope.model.RequestBatch;
import dev.meshscope.model.RequestColumns;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Adds up the reports of one batch by series and window. Each edge of the dictionary is resolved
 * once per window; the loop over rows only follows indexes. Used once, by one thread.
 */
final class BatchAggregation {
  private static final long WINDOW_MICROS = EdgeDelta.WINDOW_SECONDS * 1_000_000L;

  private final RequestBatch batch;
  private final RequestColumns columns;
  private final EdgeResolver resolver;
  private final Predicate<Party.ByAddress> waits;
  private final List<EdgeReference> edges = new ArrayList<>();
  private final int[][] edgesOfFlow;
  private final Map<Long, Window> windows = new HashMap<>();
  private final List<EdgeDelta> deltas = new ArrayList<>();
  private final Held held = new Held();

  /**
   * @param resolver for the batch's tenant
   * @param waits whether a party is waited for if nobody announced its address
   */
  BatchAggregation(RequestBatch batch, EdgeResolver resolver, Predicate<Party.ByAddress> waits) {
    this.batch = batch;
    this.columns = batch.columns();
    this.resolver = resolver;
    this.waits = waits;
    edgesOfFlow = numberEdges(batch.flows());
  }

  Result run() {
    Window window = null;
    for (int row = 0; row < columns.size(); row++) {
      long end = columns.endMicros(row);
      if (window == null || !window.contains(end)) {
        window = window(EdgeDelta.windowOf(end));
      }
      for (int edge : edgesOfFlow[columns.flow(row)]) {
        Place place = window.places[edge];
        (place == null ? place(window, edge, end) : place).take(row);
      }
    }
    return new Result(deltas, held.batch());
  }

  /** The codec shares the references of edges that several flows have. */
  private int[][] numberEdges(List<Flow> flows) {
    IdentityHashMap<EdgeReference, Integer> numbers = new IdentityHashMap<>();
    int[][] numbered = new int[flows.size()][];
    for (int flow = 0; flow < numbered.length; flow++) {
      List<EdgeReference> references = flows.get(flow).edges();
      numbered[flow] = new int[references.size()];
      for (int i = 0; i < references.size(); i++) {
        Integer number = numbers.putIfAbsent(references.get(i), edges.size());
        if (number == null) {
          number = edges.size();
          edges.add(references.get(i));
        }
        numbered[flow][i] = number;
      }
    }
    return numbered;
  }

  private Window window(long seconds) {
    return windows.computeIfAbsent(seconds, start -> new Window(start, edges.size()));
  }

  /** Where a row that ended then counts; remembered unless the answer changes in the window. */
  private Place place(Window window, int edge, long endMicros) {
    EdgeReference reference = edges.get(edge);
    Place place =
        resolver.awaited(reference, endMicros).stream().anyMatch(waits)
            ? held.place(edge, reference)
            : window.group(resolver.resolve(reference, endMicros));
    if (resolver.isSteady(reference, window.fromMicros, window.fromMicros + WINDOW_MICROS - 1)) {
      window.places[edge] = place;
    }
    return place;
  }

  /**
   * What became of a batch.
   *
   * @param deltas what it adds now, one per series and window
   * @param held the reports that wait for an announcement, each with the one edge that waits
   */
  record Result(List<EdgeDelta> deltas, Optional<RequestBatch> held) {}

  /** Where the rows of an edge go. */
  private interface Place {
    void take(int row);
  }

  private final class Window {
    private final long seconds;
    private final long fromMicros;
    private final @Nullable Place[] places;
    private final Map<EdgeSeries, Place> groups = new HashMap<>();

    Window(long seconds, int edgeCount) {
      this.seconds = seconds;
      fromMicros = seconds * 1_000_000L;
      places = new @Nullable Place[edgeCount];
    }

    boolean contains(long micros) {
      return micros >= fromMicros && micros - fromMicros < WINDOW_MICROS;
    }

    Place group(EdgeSeries series) {
      return groups.computeIfAbsent(series, this::newGroup);
    }

    private Place newGroup(EdgeSeries series) {
      EdgeCounts counts = new EdgeCounts();
      deltas.add(new EdgeDelta(series, seconds, counts));
      return row -> counts.add(columns, row, series);
    }
  }

  private final class Held {
    private final RequestColumns rows = new RequestColumns();
    private final List<Flow> flows = new ArrayList<>();
    private final Map<Integer, Place> places = new HashMap<>();

    Place place(int edge, EdgeReference reference) {
      return places.computeIfAbsent(edge, _ -> newPlace(reference));
    }

    private Place newPlace(EdgeReference reference) {
      int flow = flows.size();
      flows.add(new Flow(List.of(reference)));
      return row -> rows.append(columns, row, flow);
    }

    Optional<RequestBatch> batch() {
      return flows.isEmpty()
          ? Optional.empty()
          : Optional.of(new RequestBatch(batch.header(), flows, batch.operations(), rows));
    }
  }
}

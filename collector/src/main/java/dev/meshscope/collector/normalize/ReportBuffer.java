package dev.meshscope.collector.normalize;

import dev.meshscope.model.Flow;
import dev.meshscope.model.RequestColumns;
import java.util.ArrayList;
import java.util.List;

/**
 * Reports on their way into one batch. One owner at a time, not thread-safe; whoever owns it bounds
 * {@link #bytes()} and {@link #size()}.
 */
public final class ReportBuffer {
  /** What a row takes at most in practice: nine columns of varints. */
  private static final int ROW_BYTES = 48;

  private final RequestColumns columns = new RequestColumns();
  private final List<Flow> flows = new ArrayList<>();
  private long generation;
  private int flowBytes;

  /**
   * Forgets all reports.
   *
   * @param newGeneration different from all that streams which write here have seen before
   */
  public void restart(long newGeneration) {
    columns.clear();
    flows.clear();
    flowBytes = 0;
    generation = newGeneration;
  }

  /** How many reports it holds. */
  public int size() {
    return columns.size();
  }

  /** About how long they are in a batch. */
  public int bytes() {
    return flowBytes + ROW_BYTES * columns.size();
  }

  public RequestColumns columns() {
    return columns;
  }

  /** The flows that the reports point into. */
  public List<Flow> flows() {
    return flows;
  }

  /** Starts a report of a flow; the caller writes its numbers into the returned columns. */
  RequestColumns begin(CachedFlow flow) {
    if (!flow.isIn(generation)) {
      flow.place(generation, flows.size());
      flows.add(flow.flow());
      flowBytes += flow.bytes();
    }
    columns.begin(flow.index());
    return columns;
  }
}

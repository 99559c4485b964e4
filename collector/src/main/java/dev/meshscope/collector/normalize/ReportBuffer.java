package dev.meshscope.collector.normalize;

import dev.meshscope.model.Flow;
import dev.meshscope.model.RequestColumns;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reports on their way into one batch. One owner at a time, not thread-safe; whoever owns it bounds
 * {@link #bytes()} and {@link #size()}.
 */
public final class ReportBuffer {
  /** What a row takes at most in practice: eleven columns of varints. */
  private static final int ROW_BYTES = 51;

  private final RequestColumns columns = new RequestColumns();
  private final List<Flow> flows = new ArrayList<>();
  private final List<String> operations = new ArrayList<>();
  private final Map<String, Integer> operationNumbers = new HashMap<>();
  private long generation;
  private int dictionaryBytes;

  /**
   * Forgets all reports.
   *
   * @param newGeneration different from all that streams which write here have seen before
   */
  public void restart(long newGeneration) {
    columns.clear();
    flows.clear();
    operations.clear();
    operationNumbers.clear();
    dictionaryBytes = 0;
    generation = newGeneration;
  }

  /** How many reports it holds. */
  public int size() {
    return columns.size();
  }

  /** About how long they are in a batch. */
  public int bytes() {
    return dictionaryBytes + ROW_BYTES * columns.size();
  }

  public RequestColumns columns() {
    return columns;
  }

  /** The flows that the reports point into. */
  public List<Flow> flows() {
    return flows;
  }

  /** What the reports asked for; row value n is the n-th of them, starting with 1. */
  public List<String> operations() {
    return operations;
  }

  /** The row value of an operation. */
  int number(CachedOperation operation) {
    if (!operation.isIn(generation)) {
      Integer known = operationNumbers.putIfAbsent(operation.text(), operations.size() + 1);
      if (known == null) {
        operations.add(operation.text());
        dictionaryBytes += operation.text().length();
      }
      operation.place(generation, known == null ? operations.size() : known);
    }
    return operation.number();
  }

  /** Starts a report of a flow; the caller writes its numbers into the returned columns. */
  RequestColumns begin(CachedFlow flow) {
    if (!flow.isIn(generation)) {
      flow.place(generation, flows.size());
      flows.add(flow.flow());
      dictionaryBytes += flow.bytes();
    }
    columns.begin(flow.index());
    return columns;
  }
}

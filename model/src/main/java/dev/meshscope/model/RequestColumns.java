package dev.meshscope.model;

import java.util.Arrays;

/**
 * Reports as columns of numbers, row by row. Everything that repeats is behind the flow index.
 *
 * <p>A row is written as {@link #begin}, {@link #time}, {@link #result}, {@link #volume}, {@link
 * #asked}; what is not written stays 0. A row about a stream that goes on is {@link #begin}, {@link
 * #open} and {@link #volume} instead. One owner, not thread-safe; columns grow, the caller bounds
 * the rows.
 */
public final class RequestColumns {
  /** The duration of a report that has none, or that stays out of latency. */
  public static final long NO_DURATION = -1;

  /** The operation of a report that has none. */
  public static final int NO_OPERATION = 0;

  private static final int INITIAL_ROWS = 64;

  private int size;
  private int openRows;
  private int[] flow = new int[INITIAL_ROWS];
  private long[] endMicros = new long[INITIAL_ROWS];
  private long[] durationNanos = new long[INITIAL_ROWS];
  private int[] outcome = new int[INITIAL_ROWS];
  private long[] flags = new long[INITIAL_ROWS];
  private long[] bytesReceived = new long[INITIAL_ROWS];
  private long[] bytesSent = new long[INITIAL_ROWS];
  private int[] attempts = new int[INITIAL_ROWS];
  private boolean[] late = new boolean[INITIAL_ROWS];
  private boolean[] open = new boolean[INITIAL_ROWS];
  private int[] operation = new int[INITIAL_ROWS];

  /** Starts a row. */
  public void begin(int flowIndex) {
    if (size == flow.length) {
      grow();
    }
    flow[size] = flowIndex;
    durationNanos[size] = NO_DURATION;
    size++;
  }

  /**
   * When the request of the current row ended and how long it took.
   *
   * @param end microseconds since the epoch
   * @param duration nanoseconds, or {@link #NO_DURATION}
   * @param isLate whether the report arrived more than 30 s after the end
   */
  public void time(long end, long duration, boolean isLate) {
    endMicros[size - 1] = end;
    durationNanos[size - 1] = duration;
    late[size - 1] = isLate;
  }

  /**
   * How the request of the current row ended.
   *
   * @param newOutcome an {@link Outcome}
   * @param newFlags bits of {@link ResponseFlag}
   */
  public void result(int newOutcome, long newFlags) {
    outcome[size - 1] = newOutcome;
    flags[size - 1] = newFlags;
  }

  /**
   * What the request of the current row moved and took.
   *
   * @param received bytes from downstream
   * @param sent bytes to downstream
   * @param attemptCount upstream attempts, 0 when none was started
   */
  public void volume(long received, long sent, int attemptCount) {
    bytesReceived[size - 1] = received;
    bytesSent[size - 1] = sent;
    attempts[size - 1] = attemptCount;
  }

  /**
   * The current row is no request: it tells what a stream or connection moved since the last row
   * about it. It counts, once, when it ends.
   *
   * @param at microseconds since the epoch
   */
  public void open(long at) {
    endMicros[size - 1] = at;
    open[size - 1] = true;
    openRows++;
  }

  /**
   * What the request of the current row asked for.
   *
   * @param newOperation 1 + an index into the batch's operations, or {@link #NO_OPERATION}
   */
  public void asked(int newOperation) {
    operation[size - 1] = newOperation;
  }

  /** Copies one row of the other under a flow index of its own. */
  public void append(RequestColumns other, int row, int flowIndex) {
    begin(flowIndex);
    if (other.open[row]) {
      open(other.endMicros[row]);
    }
    asked(other.operation[row]);
    time(other.endMicros[row], other.durationNanos[row], other.late[row]);
    result(other.outcome[row], other.flags[row]);
    volume(other.bytesReceived[row], other.bytesSent[row], other.attempts[row]);
  }

  /** Forgets all rows and keeps the space. */
  public void clear() {
    Arrays.fill(flags, 0, size, 0);
    Arrays.fill(outcome, 0, size, 0);
    Arrays.fill(endMicros, 0, size, 0);
    Arrays.fill(bytesReceived, 0, size, 0);
    Arrays.fill(bytesSent, 0, size, 0);
    Arrays.fill(attempts, 0, size, 0);
    Arrays.fill(late, 0, size, false);
    Arrays.fill(open, 0, size, false);
    Arrays.fill(operation, 0, size, NO_OPERATION);
    size = 0;
    openRows = 0;
  }

  public int size() {
    return size;
  }

  public int flow(int row) {
    return flow[row];
  }

  /** End of the request, or when an open stream was told of; microseconds since the epoch. */
  public long endMicros(int row) {
    return endMicros[row];
  }

  /** Nanoseconds, or {@link #NO_DURATION}. */
  public long durationNanos(int row) {
    return durationNanos[row];
  }

  /** An {@link Outcome}. */
  public int outcome(int row) {
    return outcome[row];
  }

  /** Bits of {@link ResponseFlag}. */
  public long flags(int row) {
    return flags[row];
  }

  public long bytesReceived(int row) {
    return bytesReceived[row];
  }

  public long bytesSent(int row) {
    return bytesSent[row];
  }

  public int attempts(int row) {
    return attempts[row];
  }

  public boolean isLate(int row) {
    return late[row];
  }

  /** Whether the row is about a stream that goes on, and so no request. */
  public boolean isOpen(int row) {
    return open[row];
  }

  /** Whether any row is about a stream that goes on. */
  public boolean hasOpen() {
    return openRows > 0;
  }

  /** 1 + an index into the batch's operations, or {@link #NO_OPERATION}. */
  public int operation(int row) {
    return operation[row];
  }

  private void grow() {
    int capacity = flow.length * 2;
    flow = Arrays.copyOf(flow, capacity);
    endMicros = Arrays.copyOf(endMicros, capacity);
    durationNanos = Arrays.copyOf(durationNanos, capacity);
    outcome = Arrays.copyOf(outcome, capacity);
    flags = Arrays.copyOf(flags, capacity);
    bytesReceived = Arrays.copyOf(bytesReceived, capacity);
    bytesSent = Arrays.copyOf(bytesSent, capacity);
    attempts = Arrays.copyOf(attempts, capacity);
    late = Arrays.copyOf(late, capacity);
    open = Arrays.copyOf(open, capacity);
    operation = Arrays.copyOf(operation, capacity);
  }
}

package dev.meshscope.model;

import java.util.Objects;

/**
 * The additive part of a delta. One owner, not thread-safe.
 *
 * <p>Attempts are counted on source rows only: there retries = attempts − requests.
 */
public final class EdgeCounts {
  private long requests;
  private long attempts;
  private long late;
  private long bytesReceived;
  private long bytesSent;
  private long firstEndMicros = Long.MAX_VALUE;
  private long lastEndMicros = Long.MIN_VALUE;
  private final Counts outcomes = new Counts();
  private final Counts flags = new Counts();
  private final Counts succeeded = new Counts();
  private final Counts failed = new Counts();

  /**
   * Adds one report; of a stream that goes on only the bytes, because it is no request yet.
   *
   * @param columns where the report stands
   * @param row its row
   * @param series what it counts under; decides about attempts and the success rule
   */
  public void add(RequestColumns columns, int row, EdgeSeries series) {
    addBytes(columns.bytesReceived(row), columns.bytesSent(row));
    addEnds(columns.endMicros(row), columns.endMicros(row));
    if (columns.isOpen(row)) {
      return;
    }
    requests++;
    if (series.reporter() == Reporter.SOURCE) {
      attempts += Math.max(1, columns.attempts(row));
    }
    late += columns.isLate(row) ? 1 : 0;
    int outcome = columns.outcome(row);
    outcomes.add(outcome, 1);
    for (long rest = columns.flags(row); rest != 0; rest &= rest - 1) {
      flags.add(Long.numberOfTrailingZeros(rest), 1);
    }
    long duration = columns.durationNanos(row);
    if (duration != RequestColumns.NO_DURATION) {
      boolean isError = Outcome.isError(outcome, series.key().traits().protocol());
      (isError ? failed : succeeded).add(LatencyBuckets.index(duration), 1);
    }
  }

  /** Adds all that the other counted. */
  public void merge(EdgeCounts other) {
    addTotals(other.requests, other.attempts, other.late);
    addBytes(other.bytesReceived, other.bytesSent);
    addEnds(other.firstEndMicros, other.lastEndMicros);
    outcomes.merge(other.outcomes);
    flags.merge(other.flags);
    succeeded.merge(other.succeeded);
    failed.merge(other.failed);
  }

  void addTotals(long moreRequests, long moreAttempts, long moreLate) {
    requests += moreRequests;
    attempts += moreAttempts;
    late += moreLate;
  }

  void addBytes(long moreReceived, long moreSent) {
    bytesReceived += moreReceived;
    bytesSent += moreSent;
  }

  void addEnds(long first, long last) {
    firstEndMicros = Math.min(firstEndMicros, first);
    lastEndMicros = Math.max(lastEndMicros, last);
  }

  /** Requests, or TCP connections, that ended. */
  public long requests() {
    return requests;
  }

  /** Σ max(1, attempt count); 0 unless the reporter is the source. */
  public long attempts() {
    return attempts;
  }

  /** Requests that arrived more than 30 s after their end. */
  public long late() {
    return late;
  }

  /** Bytes from downstream. */
  public long bytesReceived() {
    return bytesReceived;
  }

  /** Bytes to downstream. */
  public long bytesSent() {
    return bytesSent;
  }

  /** Earliest end in a report, microseconds since the epoch; {@code MAX_VALUE} without any. */
  public long firstEndMicros() {
    return firstEndMicros;
  }

  /** Latest end in a report, microseconds since the epoch; {@code MIN_VALUE} without any. */
  public long lastEndMicros() {
    return lastEndMicros;
  }

  /** Requests by {@link Outcome}. */
  public Counts outcomes() {
    return outcomes;
  }

  /** Requests by {@link ResponseFlag} bit. */
  public Counts flags() {
    return flags;
  }

  /** Latency of requests that succeeded, by {@link LatencyBuckets}. */
  public Counts succeeded() {
    return succeeded;
  }

  /** Latency of requests that failed, by {@link LatencyBuckets}. */
  public Counts failed() {
    return failed;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EdgeCounts that
        && requests == that.requests
        && attempts == that.attempts
        && late == that.late
        && bytesReceived == that.bytesReceived
        && bytesSent == that.bytesSent
        && firstEndMicros == that.firstEndMicros
        && lastEndMicros == that.lastEndMicros
        && outcomes.equals(that.outcomes)
        && flags.equals(that.flags)
        && succeeded.equals(that.succeeded)
        && failed.equals(that.failed);
  }

  @Override
  public int hashCode() {
    return Objects.hash(requests, attempts, bytesReceived, bytesSent, outcomes);
  }

  @Override
  public String toString() {
    return "requests=%d attempts=%d late=%d outcomes=%s succeeded=%s failed=%s"
        .formatted(requests, attempts, late, outcomes, succeeded, failed);
  }
}

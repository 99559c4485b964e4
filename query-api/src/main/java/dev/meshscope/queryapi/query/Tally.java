package dev.meshscope.queryapi.query;

import dev.meshscope.model.Cause;
import dev.meshscope.model.Counts;
import dev.meshscope.model.Outcome;
import dev.meshscope.model.Protocol;
import dev.meshscope.storage.read.TrafficSums;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Adds rows up to golden signals. One owner, not thread-safe. */
final class Tally {
  private long requests;
  private long late;
  private long errors;
  private long bytesReceived;
  private long bytesSent;
  private final SortedMap<Integer, Long> responses = new TreeMap<>();
  private final SortedMap<Cause, Long> causes = new TreeMap<>();
  private final SortedMap<Cause, Long> errorsByCause = new TreeMap<>();
  private final Counts latency = new Counts();

  /** Adds rows of one protocol: what is an error depends on it. */
  void add(Protocol protocol, TrafficSums sums) {
    requests += sums.requests();
    late += sums.late();
    bytesReceived += sums.bytesReceived();
    bytesSent += sums.bytesSent();
    sums.outcomes().forEach((outcome, count) -> addOutcome(outcome, count, protocol));
    latency.merge(sums.latency());
  }

  long requests() {
    return requests;
  }

  long late() {
    return late;
  }

  long errors() {
    return errors;
  }

  /** Requests by response code, 0 where none was sent. */
  SortedMap<Integer, Long> responses() {
    return responses;
  }

  /** Requests by cause, without those that had none. */
  Map<String, Long> causes() {
    Map<String, Long> named = new LinkedHashMap<>();
    causes.forEach((cause, count) -> {
      if (cause != Cause.NONE) {
        named.put(cause.text(), count);
      }
    });
    return named;
  }

  /** Errors ÷ requests by cause; they add up to the error ratio. */
  Map<String, Double> errorRatioByCause() {
    Map<String, Double> ratios = new LinkedHashMap<>();
    errorsByCause.forEach((cause, count) -> ratios.put(cause.text(), (double) count / requests));
    return ratios;
  }

  @Nullable Double errorRatio() {
    return requests == 0 ? null : (double) errors / requests;
  }

  /** Durations by {@link dev.meshscope.model.LatencyBuckets}. */
  Counts durations() {
    return latency;
  }

  @Nullable LatencySummary latency() {
    return LatencySummary.of(latency);
  }

  long bytesReceived() {
    return bytesReceived;
  }

  long bytesSent() {
    return bytesSent;
  }

  private void addOutcome(int outcome, long count, Protocol protocol) {
    Cause cause = Outcome.cause(outcome);
    responses.merge(Outcome.responseCode(outcome), count, Long::sum);
    causes.merge(cause, count, Long::sum);
    if (Outcome.isError(outcome, protocol)) {
      errors += count;
      errorsByCause.merge(cause, count, Long::sum);
    }
  }
}

package dev.meshscope.queryapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.meshscope.model.Cause;
import dev.meshscope.model.LatencyBuckets;
import dev.meshscope.model.Outcome;
import dev.meshscope.model.RequestColumns;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** What reports add up to, and whether an answer says so. */
final class ExpectedSignals {
  private static final double NANOS_PER_MILLI = 1e6;

  private final List<Report> reports;

  /**
   * @param reports that count
   */
  ExpectedSignals(List<Report> reports) {
    this.reports = reports;
  }

  /** Compares requests, errors, ratio, rate and latency. */
  void check(JsonNode signals, double seconds) {
    long errors = reports.stream().filter(ExpectedSignals::isError).count();
    assertThat(signals.get("requests").asLong()).isEqualTo(reports.size());
    assertThat(signals.get("errors").asLong()).isEqualTo(errors);
    assertThat(signals.get("requestsPerSecond").asDouble()).isEqualTo(reports.size() / seconds);
    if (reports.isEmpty()) {
      assertThat(signals.has("errorRatio")).isFalse();
    } else {
      assertThat(signals.get("errorRatio").asDouble()).isEqualTo((double) errors / reports.size());
    }
    checkLatency(signals.path("latency"));
  }

  /** Compares what only edges have. */
  void checkResponses(JsonNode edge) {
    Map<String, Long> responses = new TreeMap<>();
    Map<String, Long> causes = new TreeMap<>();
    for (Report report : reports) {
      responses.merge(Integer.toString(Outcome.responseCode(report.outcome())), 1L, Long::sum);
      Cause cause = Outcome.cause(report.outcome());
      if (cause != Cause.NONE) {
        causes.merge(cause.text(), 1L, Long::sum);
      }
    }
    assertThat(longs(edge.get("responses"))).isEqualTo(responses);
    assertThat(longs(edge.get("causes"))).isEqualTo(causes);
  }

  /** Compares what only time series have. */
  void checkParts(JsonNode signals, double seconds) {
    Map<String, Long> causes = new TreeMap<>();
    reports.stream()
        .filter(ExpectedSignals::isError)
        .forEach(report -> causes.merge(Outcome.cause(report.outcome()).text(), 1L, Long::sum));
    Map<String, Double> ratios = new TreeMap<>();
    causes.forEach((cause, count) -> ratios.put(cause, (double) count / reports.size()));
    Map<String, Double> told = new TreeMap<>();
    signals
        .get("errorRatioByCause")
        .properties()
        .forEach(one -> told.put(one.getKey(), one.getValue().asDouble()));
    assertThat(told).isEqualTo(ratios);
    assertThat(signals.get("bytesReceivedPerSecond").asDouble())
        .isEqualTo(reports.stream().mapToLong(Report::bytesReceived).sum() / seconds);
    assertThat(signals.get("bytesSentPerSecond").asDouble())
        .isEqualTo(reports.stream().mapToLong(Report::bytesSent).sum() / seconds);
  }

  /** Compares the quantiles, which are absent without samples. */
  void checkLatency(JsonNode latency) {
    long[] durations =
        reports.stream()
            .mapToLong(Report::durationNanos)
            .filter(duration -> duration != RequestColumns.NO_DURATION)
            .sorted()
            .toArray();
    if (durations.length == 0) {
      assertThat(latency.isMissingNode()).isTrue();
      return;
    }
    assertThat(latency.get("count").asLong()).isEqualTo(durations.length);
    assertThat(latency.get("relativeError").asDouble()).isEqualTo(0.01);
    for (int percent : new int[] {50, 90, 95, 99}) {
      long exact = durations[(int) Math.ceil(percent * durations.length / 100.0) - 1];
      double told = latency.get("p" + percent + "Millis").asDouble();
      assertThat(told).isEqualTo(LatencyBuckets.millis(LatencyBuckets.index(exact)));
      // Below a microsecond there is one bucket, whose value is a microsecond at most.
      double millis = exact / NANOS_PER_MILLI;
      assertThat(told).isCloseTo(millis, within(Math.max(0.01 * millis, 0.001)));
    }
  }

  private static boolean isError(Report report) {
    return Outcome.isError(report.outcome(), report.series().key().traits().protocol());
  }

  private static Map<String, Long> longs(JsonNode object) {
    Map<String, Long> values = new TreeMap<>();
    object.properties().forEach(one -> values.put(one.getKey(), one.getValue().asLong()));
    return values;
  }
}

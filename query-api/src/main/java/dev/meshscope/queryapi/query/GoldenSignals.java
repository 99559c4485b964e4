package dev.meshscope.queryapi.query;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Golden signals of some traffic in some time.
 *
 * @param at start of the step; absent for the whole range
 * @param requests how many were reported
 * @param requestsPerSecond over the part of the time that has passed
 * @param errors requests that failed by the success rule
 * @param errorRatio errors ÷ requests; absent without requests
 * @param errorRatioByCause the error ratio's parts
 * @param bytesReceivedPerSecond from callers
 * @param bytesSentPerSecond to callers
 * @param latency absent without samples
 */
public record GoldenSignals(
    @Nullable Instant at,
    long requests,
    @Nullable Double requestsPerSecond,
    long errors,
    @Nullable Double errorRatio,
    Map<String, Double> errorRatioByCause,
    @Nullable Double bytesReceivedPerSecond,
    @Nullable Double bytesSentPerSecond,
    @Nullable LatencySummary latency) {

  /** The signals of a tally over so many seconds. */
  static GoldenSignals of(@Nullable Instant at, Tally tally, double seconds) {
    return new GoldenSignals(
        at,
        tally.requests(),
        Rates.perSecond(tally.requests(), seconds),
        tally.errors(),
        tally.errorRatio(),
        tally.errorRatioByCause(),
        Rates.perSecond(tally.bytesReceived(), seconds),
        Rates.perSecond(tally.bytesSent(), seconds),
        tally.latency());
  }
}

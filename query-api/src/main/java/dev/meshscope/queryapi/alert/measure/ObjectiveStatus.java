package dev.meshscope.queryapi.alert.measure;

import static java.util.Objects.requireNonNull;

import dev.meshscope.queryapi.query.AnsweredRange;
import dev.meshscope.queryapi.query.Completeness;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an objective stands at the end of a period.
 *
 * @param range the period in whole windows
 * @param events what happened in it
 * @param errorBudget what it leaves
 * @param burnRates by window, {@code 5m} to {@code 3d} and {@code period}, shortest first: 1 uses
 *     the budget up within the objective's window; a window is absent without requests, or where
 *     only coarser windows are kept, so that it would cover more than 1.2 times what it says
 * @param completeness how complete the period is
 */
public record ObjectiveStatus(
    AnsweredRange range,
    Events events,
    ErrorBudget errorBudget,
    Map<String, Double> burnRates,
    Completeness completeness) {
  public ObjectiveStatus {
    requireNonNull(range);
    requireNonNull(events);
    requireNonNull(errorBudget);
    burnRates = Collections.unmodifiableMap(new LinkedHashMap<>(burnRates));
    requireNonNull(completeness);
  }

  /**
   * What happened.
   *
   * @param good 0 or more
   * @param bad 0 or more
   * @param total good and bad; for latency the requests that have a duration
   * @param achieved good ÷ total, 0–1; absent without requests
   * @param relativeError bound of the error of the latency threshold; absent for availability,
   *     which is exact
   */
  public record Events(
      long good, long bad, long total, @Nullable Double achieved, @Nullable Double relativeError) {}

  /**
   * What is left of the bad requests that are allowed.
   *
   * @param allowedBad how many of the total may be bad
   * @param consumed part of it that is used up, 0 or more; absent without requests
   * @param remaining the rest, negative when it is overdrawn; absent without requests
   * @param exhaustedInSeconds when nothing is left if as many are bad as in the last hour; 0 when
   *     nothing is; absent when nothing burns, nothing is known, or the period is not the
   *     objective's own window
   */
  public record ErrorBudget(
      double allowedBad,
      @Nullable Double consumed,
      @Nullable Double remaining,
      @Nullable Double exhaustedInSeconds) {
    /** The same of a period that says nothing of when the objective's window is overdrawn. */
    ErrorBudget withoutForecast() {
      return new ErrorBudget(allowedBad, consumed, remaining, null);
    }
  }
}

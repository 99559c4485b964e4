package dev.meshscope.queryapi.alert.rule;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** A condition as one file says it; whether it holds together with the others is asked later. */
sealed interface DraftCondition {
  /** Needs nothing else. */
  record Whole(Condition condition) implements DraftCondition {}

  /**
   * Is about an objective that may stand in any file.
   *
   * @param at where the objective is named
   */
  record Burning(
      Place at,
      String objective,
      double factor,
      Duration longWindow,
      Duration shortWindow,
      long eventsMin)
      implements DraftCondition {}

  /** The finished condition; empty where there is no such objective. */
  default Optional<Condition> finish(Function<String, Optional<Objective>> objectives) {
    return switch (this) {
      case Whole whole -> Optional.of(whole.condition());
      case Burning burning ->
          objectives
              .apply(burning.objective())
              .map(objective ->
                  new Condition.BurnRate(
                      objective,
                      burning.factor(),
                      burning.longWindow(),
                      burning.shortWindow(),
                      burning.eventsMin()));
    };
  }
}

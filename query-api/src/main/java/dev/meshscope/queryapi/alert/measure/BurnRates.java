package dev.meshscope.queryapi.alert.measure;

import dev.meshscope.queryapi.alert.measure.Badness.Events;
import dev.meshscope.queryapi.alert.rule.Objective;
import java.math.BigDecimal;
import java.math.MathContext;
import org.jspecify.annotations.Nullable;

/**
 * How fast an error budget burns: 1 uses it up within the objective's window. Targets and factors
 * are meant as they are written, in decimals: 10 of 100 is not faster than once a budget of 0.1.
 */
final class BurnRates {
  private BurnRates() {}

  /** Bad ÷ total ÷ error budget; null without requests. */
  static @Nullable Double value(Objective objective, Events events) {
    return events.total() == 0
        ? null
        : BigDecimal.valueOf(events.bad())
            .divide(allowedBad(objective, events.total()), MathContext.DECIMAL64)
            .doubleValue();
  }

  /** Whether it burns faster than a factor; not without requests. */
  static boolean isFaster(Objective objective, Events events, double factor) {
    BigDecimal bound = allowedBad(objective, events.total()).multiply(BigDecimal.valueOf(factor));
    return events.total() > 0 && BigDecimal.valueOf(events.bad()).compareTo(bound) > 0;
  }

  /** How many of some requests may be bad. */
  static BigDecimal allowedBad(Objective objective, long total) {
    return BigDecimal.ONE
        .subtract(BigDecimal.valueOf(objective.target()))
        .multiply(BigDecimal.valueOf(total));
  }
}

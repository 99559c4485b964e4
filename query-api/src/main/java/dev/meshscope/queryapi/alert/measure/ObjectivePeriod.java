package dev.meshscope.queryapi.alert.measure;

import static java.util.Objects.requireNonNull;

import dev.meshscope.runtime.config.Check;
import java.time.Instant;

/** The time that objectives are asked about. */
public sealed interface ObjectivePeriod {
  /**
   * Each objective's own window.
   *
   * @param end of it, rounded up to whole 10 s
   */
  record OwnWindow(Instant end) implements ObjectivePeriod {
    public OwnWindow {
      requireNonNull(end);
    }
  }

  /**
   * One period for all of them, in whole stored windows.
   *
   * @param from inclusive, rounded down
   * @param to exclusive, rounded up; after from
   */
  record Between(Instant from, Instant to) implements ObjectivePeriod {
    public Between {
      Check.require(from.isBefore(to), "from", "must be before to");
    }
  }
}

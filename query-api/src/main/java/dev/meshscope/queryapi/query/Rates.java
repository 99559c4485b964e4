package dev.meshscope.queryapi.query;

import org.jspecify.annotations.Nullable;

/** Counts per time that has passed. */
final class Rates {
  private Rates() {}

  /** Count ÷ seconds; null where no time has passed yet. */
  static @Nullable Double perSecond(long count, double seconds) {
    return seconds > 0 ? count / seconds : null;
  }
}

package dev.meshscope.queryapi.query;

import org.jspecify.annotations.Nullable;

/** Which part of the reports came late. One owner, not thread-safe. */
final class LateShare {
  private long late;
  private long all;

  void add(long moreLate, long more) {
    late += moreLate;
    all += more;
  }

  /** Late ÷ all; null without reports. */
  @Nullable Double value() {
    return all == 0 ? null : (double) late / all;
  }
}

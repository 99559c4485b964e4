package dev.meshscope.benchmarks;

import java.util.Locale;

/** What can be measured by itself. */
enum Part {
  RECEIVE,
  AGGREGATE,
  STORE,
  END_TO_END;

  /** As the command line spells it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}

package dev.meshscope.queryapi.alert.evaluate;

import dev.meshscope.queryapi.alert.evaluate.Judge.DataState;
import java.time.Instant;

/**
 * What an evaluation is about.
 *
 * @param tick the time, a multiple of the group's interval
 * @param data what is missing of it
 * @param isComplete whether nothing is missing of what concerns the rule
 */
record Moment(Instant tick, DataState data, boolean isComplete) {
  /** For a rule that everything concerns. */
  Moment(Instant tick, DataState data) {
    this(tick, data, data.isComplete(tick));
  }

  /** Whether everything received before the tick was stored. */
  boolean isFresh() {
    return data.isFresh(tick);
  }

  /** Whether something received before the tick was not stored, by what is known. */
  boolean isLate() {
    return data.freshThrough() != null && !isFresh();
  }

  /** Whether somebody is silent who concerns the rule: what is missing never comes. */
  boolean isMissing() {
    return isFresh() && !isComplete;
  }

  /** The same for a rule that has all it needs, or has not. */
  Moment whenComplete(boolean isSo) {
    return new Moment(tick, data, isSo);
  }
}

package dev.meshscope.queryapi.alert.evaluate;

import dev.meshscope.queryapi.alert.evaluate.Judge.DataState;
import java.time.Instant;

/**
 * What an evaluation is about.
 *
 * @param tick the time, a multiple of the group's interval
 * @param data what is missing of it
 */
record Moment(Instant tick, DataState data) {
  boolean isComplete() {
    return data.isComplete(tick);
  }
}

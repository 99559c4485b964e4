/** Aggregates batches of reports into deltas and stores each delta exactly once. */
@NullMarked
package dev.meshscope.aggregator;

import org.jspecify.annotations.NullMarked;

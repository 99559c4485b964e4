/**
 * The one-step topology: batches of topic {@code requests} become deltas of topic {@code
 * edge-deltas}, exactly once. Repeats are dropped, peers resolved by address as of the time of the
 * request, reports added up by series and window where the batch arrived.
 */
@NullMarked
package dev.meshscope.aggregator.aggregate;

import org.jspecify.annotations.NullMarked;

package dev.meshscope.aggregator.store;

import dev.meshscope.storage.write.RowStore;
import java.time.InstantSource;

/**
 * What everything that stores needs.
 *
 * @param config limits
 * @param rows the database
 * @param deadLetters takes what cannot be read
 * @param metrics counts
 * @param clock says what is due
 */
record StoreParts(
    StoreConfig config,
    RowStore rows,
    DeadLetters deadLetters,
    StoreMetrics metrics,
    InstantSource clock) {}

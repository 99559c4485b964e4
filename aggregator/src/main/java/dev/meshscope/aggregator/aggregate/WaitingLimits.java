package dev.meshscope.aggregator.aggregate;

import java.time.Duration;

/**
 * How long and how many reports wait for an announcement, on each partition.
 *
 * @param delay how long at most; zero: nobody waits
 * @param reportsMax beyond it reports do not wait
 * @param unknownAddressesMax addresses that stayed unknown and are remembered
 */
record WaitingLimits(Duration delay, int reportsMax, int unknownAddressesMax) {}

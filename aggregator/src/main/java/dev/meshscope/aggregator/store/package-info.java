/**
 * Stores each delta exactly once. The delta log is cut into blocks, each block into pieces that are
 * one insert each; what a block is gets committed to Kafka before its first insert, so that after a
 * crash the same pieces are made again and only those are inserted that are not there.
 */
@NullMarked
package dev.meshscope.aggregator.store;

import org.jspecify.annotations.NullMarked;

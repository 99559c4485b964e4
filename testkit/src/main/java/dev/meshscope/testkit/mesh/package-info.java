/**
 * A real mesh on loopback: Bookinfo as Envoy processes, small Java applications behind them, a
 * bounded load generator, and the ground truth out of every Envoy's own counters.
 */
@NullMarked
package dev.meshscope.testkit.mesh;

import org.jspecify.annotations.NullMarked;

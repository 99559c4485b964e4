/**
 * Real Envoy processes and a report generator, both with ground truth. For tests, demo and
 * benchmarks.
 */
@NullMarked
package dev.meshscope.testkit;

import org.jspecify.annotations.NullMarked;

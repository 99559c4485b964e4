/** Throws mutated messages at every receiver: some in each test run, many by {@code make fuzz}. */
@NullMarked
package dev.meshscope.collector.fuzz;

import org.jspecify.annotations.NullMarked;

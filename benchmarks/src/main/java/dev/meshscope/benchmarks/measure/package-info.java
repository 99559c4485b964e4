/** Samples and what is said about them: statistics, tables, the machine. */
@NullMarked
package dev.meshscope.benchmarks.measure;

import org.jspecify.annotations.NullMarked;

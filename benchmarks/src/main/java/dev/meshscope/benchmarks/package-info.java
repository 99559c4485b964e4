/** What each stage and the whole way cost. Nothing depends on it. */
@NullMarked
package dev.meshscope.benchmarks;

import org.jspecify.annotations.NullMarked;

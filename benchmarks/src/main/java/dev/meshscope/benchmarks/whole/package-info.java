/**
 * What the whole way costs: a standalone and a generator, each in a process of its own, driven and
 * observed over public protocols.
 */
@NullMarked
package dev.meshscope.benchmarks.whole;

import org.jspecify.annotations.NullMarked;

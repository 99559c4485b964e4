/**
 * Makes reports out of protocol entries: who called whom, by which rule, and how it ended. What
 * repeats is decided once per stream and kept as a flow; an entry whose flow is known only writes
 * numbers.
 */
@NullMarked
package dev.meshscope.collector.normalize;

import org.jspecify.annotations.NullMarked;

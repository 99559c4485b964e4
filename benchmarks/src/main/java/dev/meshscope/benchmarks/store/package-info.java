/** What storing costs: the real writer on the real engine, fed by the real broker. */
@NullMarked
package dev.meshscope.benchmarks.store;

import org.jspecify.annotations.NullMarked;

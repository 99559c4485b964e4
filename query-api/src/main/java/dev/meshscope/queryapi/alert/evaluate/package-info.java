/** Ticks of event time, states, and who leads. */
@NullMarked
package dev.meshscope.queryapi.alert.evaluate;

import org.jspecify.annotations.NullMarked;

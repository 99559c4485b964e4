/** Everything in one command: broker, engine, collector, aggregator, query-api and the demo. */
@NullMarked
package dev.meshscope.standalone;

import org.jspecify.annotations.NullMarked;

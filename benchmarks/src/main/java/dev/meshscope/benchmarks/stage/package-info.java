/**
 * What single stages cost, without network, Kafka and database, on what a simulated mesh sends. JMH
 * runs them in processes of their own; what counts is the CPU time of the thread.
 */
@NullMarked
package dev.meshscope.benchmarks.stage;

import org.jspecify.annotations.NullMarked;

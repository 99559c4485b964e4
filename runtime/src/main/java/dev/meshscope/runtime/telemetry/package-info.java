/**
 * What a process says about itself: counters of its stages and of the JVM, as Prometheus text on
 * demand and, only if the environment asks for it, pushed over OTLP.
 */
@NullMarked
package dev.meshscope.runtime.telemetry;

import org.jspecify.annotations.NullMarked;

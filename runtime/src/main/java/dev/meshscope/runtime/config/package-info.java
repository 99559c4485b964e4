/**
 * Typed configuration: a tree of records per process, filled from its own defaults, a YAML file and
 * the environment, in that order of rising precedence. Everything that is wrong is listed at once.
 */
@NullMarked
package dev.meshscope.runtime.config;

import org.jspecify.annotations.NullMarked;

/**
 * The REST interface: one list of routes, parameters read in one place, and every failure as a
 * problem document (RFC 9457) that says what to do.
 */
@NullMarked
package dev.meshscope.queryapi.http;

import org.jspecify.annotations.NullMarked;

package dev.meshscope.benchmarks.whole;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * How the whole way is measured.
 *
 * @param copies copies of Bookinfo that report, of 9 proxies each
 * @param rate reports a second; without, four fifths of what the machine can take are found and
 *     used
 * @param length how long the measured run sends
 * @param step how long each step of the search sends
 */
public record WholeEffort(int copies, OptionalDouble rate, Duration length, Duration step) {}

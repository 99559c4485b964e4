package dev.meshscope.benchmarks.whole;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What the generator sent.
 *
 * @param entries handed to gRPC, one for each report
 * @param bytes their length
 * @param dropped entries that had no stream to go to
 * @param elapsedNanos how long the last run took
 * @param cpuNanos CPU time of the generator's process for the last run
 */
record Sent(long entries, long bytes, long dropped, long elapsedNanos, long cpuNanos) {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final int NUMBERS = 5;

  /** Nothing yet. */
  static final Sent NOTHING = new Sent(0, 0, 0, 0, 0);

  /** As {@link #line} has it. */
  static Sent parse(String line) {
    String[] words = line.split(" ", -1);
    if (words.length != NUMBERS + 1 || !words[0].equals(GeneratorLine.SEND)) {
      throw new IllegalArgumentException("the generator said: " + line);
    }
    long[] numbers = Arrays.stream(words).skip(1).mapToLong(Long::parseLong).toArray();
    return new Sent(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
  }

  String line() {
    return LongStream.of(entries, bytes, dropped, elapsedNanos, cpuNanos)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(" ", GeneratorLine.SEND + " ", ""));
  }

  /** The last run alone: this, which counts from the beginning, less what was before. */
  Sent since(Sent before) {
    return new Sent(
        entries - before.entries,
        bytes - before.bytes,
        dropped - before.dropped,
        elapsedNanos,
        cpuNanos);
  }

  double perSecond() {
    return entries * NANOS_PER_SECOND / elapsedNanos;
  }
}

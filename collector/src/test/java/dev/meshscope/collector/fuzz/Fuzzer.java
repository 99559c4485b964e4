package dev.meshscope.collector.fuzz;

import dev.meshscope.collector.receive.als.AlsFuzzTarget;
import dev.meshscope.collector.receive.nginx.SyslogFuzzTarget;
import dev.meshscope.collector.receive.otlp.OtlpFuzzTarget;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Throws mutated messages at protocols; a failure tells the seed and the message. */
final class Fuzzer {
  /** A message in so many is a new sample; between, samples are mutated anew. */
  private static final int MESSAGES_PER_SAMPLE = 8;

  private Fuzzer() {}

  /** All protocols by their names: a new one is a line. */
  static Map<String, Supplier<FuzzTarget>> targets() {
    Map<String, Supplier<FuzzTarget>> targets = new TreeMap<>();
    targets.put("als", AlsFuzzTarget::new);
    targets.put("otlp-logs", OtlpFuzzTarget::logs);
    targets.put("otlp-logs-json", OtlpFuzzTarget::jsonLogs);
    targets.put("otlp-spans", OtlpFuzzTarget::spans);
    targets.put("otlp-spans-json", OtlpFuzzTarget::jsonSpans);
    targets.put("nginx-json", SyslogFuzzTarget::json);
    targets.put("nginx-text", SyslogFuzzTarget::text);
    return targets;
  }

  /**
   * Checks so many mutated messages.
   *
   * @param seed every message follows from it
   */
  static void run(FuzzTarget target, long seed, int messages) {
    Random random = new Random(seed);
    Mutator mutator = new Mutator(random);
    byte[] sample = target.sample(random);
    byte[] other = target.sample(random);
    for (int i = 0; i < messages; i++) {
      if (i % MESSAGES_PER_SAMPLE == 0) {
        other = sample;
        sample = target.sample(random);
      }
      byte[] message = mutator.mutated(sample, other);
      try {
        target.check(message);
      } catch (RuntimeException | AssertionError | StackOverflowError | OutOfMemoryError e) {
        String hex = HexFormat.of().formatHex(message);
        throw new AssertionError("seed %d, message %d: %s".formatted(seed, i, hex), e);
      }
    }
  }
}

package dev.meshscope.collector.receive.otlp;

import java.time.Instant;
import java.util.Random;

/** Messages that were good before something happened to them. */
public final class Mutations {
  private final RandomLogs messages;

  public Mutations(Random random) {
    messages = new RandomLogs(random);
  }

  /** A mutated message of log records. */
  public byte[] logs(Instant now) {
    return messages.mutated(messages.logs(now));
  }

  /** A mutated message of spans. */
  public byte[] spans(Instant now) {
    return messages.mutated(messages.spans(now));
  }

  /** Any message, mutated. */
  public byte[] mutated(byte[] message) {
    return messages.mutated(message);
  }
}

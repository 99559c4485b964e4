package dev.meshscope.collector.receive.otlp;

import dev.meshscope.runtime.config.Check;
import java.time.Duration;

/**
 * What is remembered of messages: a client that lost an answer sends the same bytes again.
 *
 * @param messagesMax how many; when full, the oldest is forgotten
 * @param keep how long after the answer; 0 remembers nothing
 */
public record RepeatConfig(int messagesMax, Duration keep) {
  public RepeatConfig {
    Check.inRange("messagesMax", messagesMax, 1, 10_000_000);
    Check.inRange("keep", keep, Duration.ZERO, Duration.ofHours(1));
  }

  /** As long as clients try again. */
  public static RepeatConfig defaults() {
    return new RepeatConfig(100_000, Duration.ofMinutes(5));
  }
}

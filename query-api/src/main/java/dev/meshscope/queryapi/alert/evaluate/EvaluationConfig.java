package dev.meshscope.queryapi.alert.evaluate;

import dev.meshscope.runtime.config.Check;
import java.time.Duration;

/**
 * How rules are evaluated.
 *
 * @param patience how long a tick waits until everything before it is stored; then it is evaluated
 *     with what is there, 1 s–10 min
 * @param settle how long it waits where no collector has a stream, 0–1 min
 * @param catchUpMax how far back missed ticks are made up, 1 min–1 d
 * @param resolvedFor how long a resolved alert is kept, 1 min–1 d of event time
 * @param silenceFor how long a proxy that vanished without a word counts as silent, 10 min–7 d
 * @param parallelism how many groups ask the database at once, 1–64
 * @param sessionTimeout how long nothing may be heard of an evaluator until others take over, 6 s–5
 *     min; brokers allow no less by default
 * @param alertsMax alerts of all groups that are kept in memory, 100–1 000 000; what is beyond is
 *     left out with a warning
 */
public record EvaluationConfig(
    Duration patience,
    Duration settle,
    Duration catchUpMax,
    Duration resolvedFor,
    Duration silenceFor,
    int parallelism,
    Duration sessionTimeout,
    int alertsMax) {
  public EvaluationConfig {
    Check.inRange("patience", patience, Duration.ofSeconds(1), Duration.ofMinutes(10));
    Check.inRange("settle", settle, Duration.ZERO, Duration.ofMinutes(1));
    Check.inRange("catchUpMax", catchUpMax, Duration.ofMinutes(1), Duration.ofDays(1));
    Check.inRange("resolvedFor", resolvedFor, Duration.ofMinutes(1), Duration.ofDays(1));
    Check.inRange("silenceFor", silenceFor, Duration.ofMinutes(10), Duration.ofDays(7));
    Check.inRange("parallelism", parallelism, 1, 64);
    Check.inRange("sessionTimeout", sessionTimeout, Duration.ofSeconds(6), Duration.ofMinutes(5));
    Check.inRange("alertsMax", alertsMax, 100, 1_000_000);
  }

  /** For pages within ten seconds, and thousands of alerts. */
  public static EvaluationConfig defaults() {
    return new EvaluationConfig(
        Duration.ofSeconds(10),
        Duration.ofSeconds(2),
        Duration.ofHours(1),
        Duration.ofHours(2),
        Duration.ofDays(1),
        2,
        Duration.ofSeconds(10),
        100_000);
  }
}

package dev.meshscope.queryapi.alert.evaluate;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;

/**
 * When the coordinator of a consumer group has surely heard of this consumer, to go by how many
 * heartbeats were answered and how long the slowest answer of late took: what was answered since
 * the last look was sent at most that long before it. A heartbeat that was only sent proves
 * nothing, and {@code poll} returns all the same when nobody answers.
 *
 * <p>An answer may also say that this is no member any more. The poll after it tells the consumer's
 * listener, so that an answer proves something only if a poll has gone by since.
 */
final class Heartbeats {
  private static final String METRICS = "consumer-coordinator-metrics";

  private final DoubleSupplier answered;
  private final DoubleSupplier slowestMillis;
  private double counted;
  private long lookedNanos;
  private long answeredNanos;
  private long heardNanos;

  /**
   * @param answered how many heartbeats were answered
   * @param slowestMillis the longest time that an answer took, of those that came since the last
   *     look and a few before; no number if there are none
   * @param nowNanos as {@link System#nanoTime} says
   */
  Heartbeats(DoubleSupplier answered, DoubleSupplier slowestMillis, long nowNanos) {
    this.answered = answered;
    this.slowestMillis = slowestMillis;
    lookedNanos = nowNanos;
    answeredNanos = nowNanos;
    heardNanos = nowNanos;
  }

  /** Those of a consumer. */
  static Heartbeats of(Map<MetricName, ? extends Metric> metrics, long nowNanos) {
    return new Heartbeats(
        metric(metrics, "heartbeat-total"),
        metric(metrics, "heartbeat-response-time-max"),
        nowNanos);
  }

  /**
   * Looks; before each poll.
   *
   * @return when it was heard of last, or later
   */
  long look(long nowNanos) {
    heardNanos = answeredNanos;
    double count = answered.getAsDouble();
    double slowest = slowestMillis.getAsDouble(); // read after the count: it is in there
    if (count > counted && slowest >= 0) {
      long sentNanos = lookedNanos - TimeUnit.MILLISECONDS.toNanos((long) slowest + 1);
      answeredNanos = Math.max(answeredNanos, sentNanos);
    }
    counted = count;
    lookedNanos = nowNanos;
    return heardNanos;
  }

  /**
   * During a poll, when it was made a member, which begins a session.
   *
   * @return when that was, or later
   */
  long joined() {
    answeredNanos = lookedNanos;
    heardNanos = lookedNanos;
    return heardNanos;
  }

  private static DoubleSupplier metric(Map<MetricName, ? extends Metric> metrics, String name) {
    Metric found =
        metrics.entrySet().stream()
            .filter(entry -> entry.getKey().group().equals(METRICS))
            .filter(entry -> entry.getKey().name().equals(name))
            .map(entry -> (Metric) entry.getValue())
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("Kafka's client has no metric " + name));
    return () -> ((Number) found.metricValue()).doubleValue();
  }
}

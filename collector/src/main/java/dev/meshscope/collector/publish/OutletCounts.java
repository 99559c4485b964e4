package dev.meshscope.collector.publish;

import dev.meshscope.runtime.telemetry.StageMetrics;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** What became of the reports that were given to Kafka. */
final class OutletCounts {
  private final StageMetrics metrics;
  private final LongAdder acknowledged = new LongAdder();
  private final LongAdder failed = new LongAdder();

  OutletCounts(StageMetrics metrics) {
    this.metrics = metrics.dropping(Drop.values()).failing(Failure.values());
  }

  /** Why reports were given up. */
  enum Drop {
    /** Kafka refuses the record as such: too long or malformed. */
    REFUSED_BY_KAFKA
  }

  /** Why a send has to be tried again. */
  enum Failure {
    SEND
  }

  void received(int reports) {
    metrics.received(reports);
  }

  void acknowledged(int reports, long nanos) {
    acknowledged.add(reports);
    metrics.sent(reports);
    metrics.took(Duration.ofNanos(nanos));
  }

  void refused(int reports) {
    metrics.dropped(Drop.REFUSED_BY_KAFKA, reports);
  }

  void failed() {
    failed.increment();
    metrics.error(Failure.SEND);
  }

  /** Reports that Kafka has. */
  long acknowledgedReports() {
    return acknowledged.sum();
  }

  /** Sends that failed and were, or will be, tried again. */
  long failedSends() {
    return failed.sum();
  }
}
